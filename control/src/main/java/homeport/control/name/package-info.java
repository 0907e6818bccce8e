/** Identifiers, resource names (ARN), tags and filters: the words by which users call things. */
package homeport.control.name;
