/**
 * Option groups. PostgreSQL has no options, so each group is empty; the default ones are always
 * there.
 */
package homeport.control.option;
