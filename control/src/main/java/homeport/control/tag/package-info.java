/** Tags on every kind of resource; each feature answers for its own kind. */
package homeport.control.tag;
