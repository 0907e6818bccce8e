/** CloudWatch dashboards: kept as they are put, for consoles that draw them. */
package homeport.cloud.cloudwatch.dashboard;
