/** CloudFormation's actions over stacks on record and the engine that carries them on. */
package homeport.stack.api;
