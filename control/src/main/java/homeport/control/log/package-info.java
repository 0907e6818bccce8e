/** An instance's log files through the API: listed, and read in portions. */
package homeport.control.log;
