/**
 * The tokens of SQL as PostgreSQL's scanner cuts them: bytes to kinds and places, no grammar, no
 * allocation, no threads. Source: PostgreSQL documentation, "Lexical Structure".
 */
package homeport.wire.sql;
