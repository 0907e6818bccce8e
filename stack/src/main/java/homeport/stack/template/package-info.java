/** Templates, and what they resolve to: pure functions over documents. */
package homeport.stack.template;
