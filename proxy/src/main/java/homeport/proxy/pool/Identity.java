package homeport.proxy.pool;

import java.util.Map;

/**
 * What a server connection is opened with, and so who may share it. One object for equal ones, in
 * one proxy.
 *
 * @param parameters startup parameters other than user and database
 */
record Identity(String user, String database, Map<String, String> parameters) {
    Identity {
        parameters = Map.copyOf(parameters);
    }

    /** The user and the database; parameters may hold anything. */
    @Override
    public String toString() {
        return user + "@" + database;
    }
}
