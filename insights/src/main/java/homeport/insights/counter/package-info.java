/** Numbers that servers and their hosts count, under the names that Performance Insights has. */
package homeport.insights.counter;
