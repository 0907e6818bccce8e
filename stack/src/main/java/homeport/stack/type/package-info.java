/** The types of resources that templates may ask for, each over the API of its service. */
package homeport.stack.type;
