/**
 * What databases are doing, and which statement makes them do it: samples of active sessions each
 * second, kept, grouped, and answered as Performance Insights.
 */
package homeport.insights;
