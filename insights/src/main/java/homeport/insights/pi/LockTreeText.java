package homeport.insights.pi;

import homeport.insights.load.LoadHistory;
import homeport.insights.load.Statement;
import homeport.insights.lock.LockTree;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A tree of locks as JSON. AWS does not publish its own layout; the names are its columns'. */
final class LockTreeText {
    private static final JsonMapper JSON = JsonMapper.shared();

    private LockTreeText() {}

    static String json(LockTree tree, LoadHistory history) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lock_trees", sessions(tree.roots(), history));
        if (tree.omitted() > 0) all.put("omitted_sessions_count", tree.omitted());
        return JSON.writeValueAsString(all);
    }

    private static List<Map<String, Object>> sessions(
            List<LockTree.Session> sessions, LoadHistory history) {
        return sessions.stream().map(one -> session(one, history)).toList();
    }

    private static Map<String, Object> session(LockTree.Session session, LoadHistory history) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("session_id", session.id());
        shown.put("pid", session.pid());
        shown.put("blocked_sessions_count", session.blocked());
        history.statement(session.sql())
                .map(Statement::text)
                .ifPresent(text -> shown.put("last_query_executed", text));
        shown.put("user", session.user());
        shown.put("database_name", session.database());
        shown.put("application", session.application());
        shown.put("host", session.host());
        shown.put("state", session.state());
        shown.put("wait_event_type", session.waitType());
        shown.put("wait_event", session.waitEvent());
        time(shown, "session_start_time", session.started());
        time(shown, "blocking_txn_start_time", session.transactionStarted());
        time(shown, "last_query_exec_time", session.queryStarted());
        time(shown, "state_change_time", session.stateSince());
        session.waiting()
                .ifPresent(waiting -> {
                    shown.put("waiting_mode", waiting.mode());
                    shown.put("blocking_mode", waiting.held());
                    time(shown, "waiting_start_time", waiting.since());
                    shown.put("waiting_object", waiting.object());
                });
        if (!session.blocks().isEmpty()) shown.put("blocks", sessions(session.blocks(), history));
        return shown;
    }

    private static void time(Map<String, Object> shown, String name, Optional<Instant> at) {
        at.ifPresent(time -> shown.put(name, time.toString()));
    }
}
