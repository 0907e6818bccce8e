/**
 * Performance Insights' API: requests to questions, answers to responses, AWS's rules and errors.
 * Source: Performance Insights API Reference.
 */
package homeport.insights.pi;
