package homeport.proxy.pool;

import homeport.proxy.sql.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Follows what one client's statements do to the parameters of its session, through transactions
 * and savepoints, as the server answers them. Owner: the loop's thread. Source: PostgreSQL
 * documentation, "SET", notes.
 */
final class Tracker {
    /** Parameters of the transaction: nothing of them stays. */
    private static final Set<String> OF_TRANSACTION =
            Set.of("transaction_isolation", "transaction_read_only", "transaction_deferrable");

    private SessionState base = SessionState.NONE;
    private SessionState current = SessionState.NONE;
    private final List<Point> points = new ArrayList<>();

    private record Point(String name, SessionState state) {}

    /** What the session has when no transaction is open. */
    SessionState state() {
        return base;
    }

    /**
     * A statement was carried out, or several.
     *
     * @param failed the transaction had failed before
     */
    void did(List<Step> steps, boolean failed) {
        boolean aborted = failed;
        for (Step step : steps) {
            apply(step, aborted);
            aborted &= !(step instanceof Step.Commit || step instanceof Step.Rollback);
        }
    }

    private void apply(Step step, boolean aborted) {
        switch (step) {
            case Step.Set set -> {
                if (!set.local() && !OF_TRANSACTION.contains(set.name()))
                    current = current.with(set);
            }
            case Step.ToDefault(String name, boolean local) -> {
                if (!local) current = current.without(name);
            }
            case Step.Reset(String name) -> current = current.without(name);
            case Step.ResetAll() -> current = current.reset();
            case Step.Discard(Step.State what) -> {
                if (what == Step.State.ALL) current = SessionState.NONE;
            }
            case Step.Commit _ -> end(!aborted);
            case Step.PrepareTransaction _ -> end(!aborted);
            case Step.Rollback _ -> end(false);
            case Step.Savepoint(String name) -> points.add(new Point(name, current));
            case Step.Release(String name) -> {
                int at = find(name);
                if (at >= 0) cut(at);
            }
            case Step.RollbackTo(String name) -> {
                int at = find(name);
                current = at < 0 ? base : points.get(at).state;
                cut(at + 1);
            }
            case Step.Untold _,
                    Step.Prepare _,
                    Step.Execute _,
                    Step.Deallocate _,
                    Step.DeallocateAll _,
                    Step.Listen _,
                    Step.Unlisten _,
                    Step.UnlistenAll _,
                    Step.Hold _,
                    Step.Close _,
                    Step.CloseAll _,
                    Step.Begin _ -> {}
        }
    }

    private void end(boolean commits) {
        if (commits) base = current;
        else current = base;
        points.clear();
    }

    private int find(String name) {
        for (int i = points.size() - 1; i >= 0; i--) if (points.get(i).name.equals(name)) return i;
        return -1;
    }

    private void cut(int from) {
        points.subList(from, points.size()).clear();
    }

    /**
     * The server is ready.
     *
     * @param failed something has failed since it was the last time
     */
    void ready(int status, boolean failed) {
        if (status == 'I') end(!failed);
    }

    /** The server is lost: what was not committed is gone. */
    void lost() {
        end(false);
    }
}
