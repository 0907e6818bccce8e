/**
 * DB instances: the records of what should be and of what is, and the API actions that change the
 * first.
 */
package homeport.control.instance;
