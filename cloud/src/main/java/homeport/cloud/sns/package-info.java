/**
 * SNS: topics, their subscriptions, and messages that are handed to {@link
 * homeport.cloud.sns.delivery}. Standard topics only.
 */
package homeport.cloud.sns;
