/**
 * The tour: the product's promises shown one after another on a fresh data folder, each checked.
 */
package homeport.server.demo;
