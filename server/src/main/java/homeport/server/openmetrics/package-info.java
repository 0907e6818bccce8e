/**
 * What is measured, for Prometheus: families of samples, their text, and who may read it. Source:
 * OpenMetrics 1.0, "Data Model" and "Text Format".
 */
package homeport.server.openmetrics;
