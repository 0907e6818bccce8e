package homeport.proxy.pool;

/**
 * What a message has changed that the server never carried out, because one before it failed.
 *
 * @param name the client's name for the statement
 * @param before what it stood for; null when for nothing
 * @param parsed what the server was to parse; null when nothing
 */
record Undo(byte[] name, Prepared before, Prepared parsed) {}
