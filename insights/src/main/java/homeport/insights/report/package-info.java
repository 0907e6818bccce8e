/** What a stretch of time looked like against the one before it: rules that can be read. */
package homeport.insights.report;
