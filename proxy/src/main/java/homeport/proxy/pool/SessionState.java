package homeport.proxy.pool;

import homeport.proxy.sql.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The parameters that a session has set, in the order it did, and the SQL that sets each. Equal
 * ones are often one object.
 */
record SessionState(Map<String, String> settings) {
    static final SessionState NONE = new SessionState(Map.of());

    /** Bytes of SQL of one state; a client with more is pinned. */
    static final int BYTES_MAX = 16 * 1024;

    /** Set last, so that they do not end what sets the others. */
    private static final Set<String> LAST =
            Set.of("statement_timeout", "lock_timeout", "transaction_timeout");

    SessionState with(Step.Set set) {
        Map<String, String> now = new LinkedHashMap<>(settings);
        String before = now.remove(set.name());
        if (set.name().equals("session_authorization")) now.remove("role");
        String sql = set.sql();
        // Its value is two, and each SET may give one of them.
        if (set.name().equals("datestyle") && before != null && !before.endsWith(sql))
            sql = before + "; " + sql;
        now.put(set.name(), sql);
        return new SessionState(now);
    }

    SessionState without(String name) {
        if (!settings.containsKey(name)) return this;
        Map<String, String> now = new LinkedHashMap<>(settings);
        now.remove(name);
        return of(now);
    }

    /** After RESET ALL, which leaves who one is. */
    SessionState reset() {
        Map<String, String> now = new LinkedHashMap<>(settings);
        now.keySet().removeIf(name -> !isAboutUser(name));
        return of(now);
    }

    private static SessionState of(Map<String, String> settings) {
        return settings.isEmpty() ? NONE : new SessionState(settings);
    }

    private static boolean isAboutUser(String name) {
        return name.equals("role") || name.equals("session_authorization");
    }

    boolean isTooLong() {
        int bytes = 0;
        for (String sql : settings.values()) bytes += sql.length();
        return bytes > BYTES_MAX;
    }

    /**
     * What brings a session from here to there. In one transaction: when a part of it fails, the
     * session stays in the failed transaction, and does nothing of what was sent behind.
     */
    String to(SessionState target) {
        StringJoiner sql = new StringJoiner("; ", "BEGIN; ", "; COMMIT");
        boolean userChanges = !user().equals(target.user());
        if (userChanges && settings.containsKey("role")) sql.add("RESET ROLE");
        if (userChanges && settings.containsKey("session_authorization"))
            sql.add("RESET SESSION AUTHORIZATION");
        for (String name : settings.keySet())
            if (!target.settings.containsKey(name) && !isAboutUser(name))
                sql.add("RESET \"" + name.replace("\"", "\"\"") + "\"");
        target.settings.forEach((name, set) -> {
            if (isAboutUser(name) ? userChanges : !LAST.contains(name) && isOther(name, set))
                sql.add(set);
        });
        target.settings.forEach((name, set) -> {
            if (LAST.contains(name) && isOther(name, set)) sql.add(set);
        });
        return sql.toString();
    }

    private boolean isOther(String name, String set) {
        return !set.equals(settings.get(name));
    }

    private String user() {
        return settings.getOrDefault("session_authorization", "")
                + ";"
                + settings.getOrDefault("role", "");
    }

    /** Not the values: they can be secrets. */
    @Override
    public String toString() {
        return settings.keySet().toString();
    }
}
