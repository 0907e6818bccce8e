/**
 * Messages on their way: kept until every subscriber has had its own, or has been given up. Knows
 * no API; what subscribers there are it asks of {@link homeport.cloud.sns.delivery.Recipients}.
 */
package homeport.cloud.sns.delivery;
