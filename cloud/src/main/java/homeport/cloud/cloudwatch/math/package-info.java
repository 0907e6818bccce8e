/** Metric math: expressions over time series. Pure: no clock, no store, no request. */
package homeport.cloud.cloudwatch.math;
