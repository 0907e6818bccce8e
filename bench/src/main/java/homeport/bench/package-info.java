/** Measurements of what Homeport promises; each is a program with a {@code main}. */
package homeport.bench;
