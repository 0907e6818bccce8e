/** Which servers there are to be watched, and how to reach them; plugged by the server module. */
package homeport.insights.watch;
