/** Small honest stand-ins for what the control module is given: a store in memory, engines. */
package homeport.control.testkit;
