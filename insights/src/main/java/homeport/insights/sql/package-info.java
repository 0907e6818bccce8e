/** Which statement a text is: its digest, and the ids of both. Pure functions over texts. */
package homeport.insights.sql;
