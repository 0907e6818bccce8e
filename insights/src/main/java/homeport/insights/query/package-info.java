/**
 * Questions about load, answered from chunks: which period, grouped by what, filtered how, the
 * first so many. Pure; the rules are Performance Insights', which is one floor above.
 */
package homeport.insights.query;
