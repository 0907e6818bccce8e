package homeport.cloud.cloudwatch;

import homeport.cloud.cloudwatch.math.TimeSeries;

/**
 * What one query of a request came to; a query for an array has several answers, in order.
 *
 * @param id of the query
 * @param period seconds
 * @param series ascending
 */
public record Answer(String id, String label, int period, TimeSeries series) {}
