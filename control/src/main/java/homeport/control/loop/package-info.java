/** The threads on which control works by itself. */
package homeport.control.loop;
