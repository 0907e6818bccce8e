package homeport.insights.sample;

import homeport.insights.load.LoadKey;
import homeport.insights.load.Plan;
import homeport.insights.load.Statement;
import homeport.insights.lock.LockTree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One sample of one server.
 *
 * @param at when it was taken
 * @param load hundredths of a session by key; empty: nobody was active
 * @param locks present when somebody waited for a lock
 * @param statements whose texts may not be on record yet
 * @param plans that were seen since the last one, on record or not
 */
public record Tick(
        Instant at,
        Map<LoadKey, Integer> load,
        Optional<LockTree> locks,
        List<Statement> statements,
        List<Plan> plans) {
    public Tick {
        load = Map.copyOf(load);
        statements = List.copyOf(statements);
        plans = List.copyOf(plans);
    }
}
