/**
 * Once a second, at a moment that nothing else keeps time with, what each session of a server is
 * doing. {@code Samplers} has one thread for each server; {@code Reading} makes load of what was
 * read, and is pure.
 */
package homeport.insights.sample;
