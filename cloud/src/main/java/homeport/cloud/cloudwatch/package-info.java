/**
 * CloudWatch: metrics taken, kept and read back. What the product itself measures comes in by
 * {@link homeport.cloud.cloudwatch.Metrics}.
 */
package homeport.cloud.cloudwatch;
