/** DB subnet groups: in which zones an instance may live. */
package homeport.control.subnet;
