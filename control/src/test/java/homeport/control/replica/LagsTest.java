package homeport.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.group.Groups;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.control.testkit.PlacedEngines;
import homeport.store.MemoryStore;
import homeport.store.Op;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks replicas how far they are waits for none for ever. */
final class LagsTest {
    private final MemoryStore store = new MemoryStore();
    private final Instances instances = new Instances(store);

    /** These engines do not know the question, which is a fault of ours and no silence. */
    @Test
    @Timeout(20)
    void aFaultOfOursIsAnAnswerThatIsNotKnown() {
        DbInstance source = Examples.instance("source", "db-source");
        put(source);
        DbInstance replica =
                Examples.replica(new DbInstance.ReplicaOf(Calls.REGION, source.resourceId()));
        put(replica);
        Groups groups = new Groups(store, new PlacedEngines(), Path.of("/nodes"));
        Lags lags = new Lags(instances, groups, () -> Calls.NOW);
        var held = instances.byResourceId(Calls.REGION, replica.resourceId()).orElseThrow();
        assertThat(lags.ask(held)).isEqualTo(Lags.Reading.NONE);
    }

    private void put(DbInstance asked) {
        List<Op> ops = new ArrayList<>(instances.create(Calls.REGION, asked));
        ops.add(instances.observe(Calls.REGION, asked.resourceId(), Examples.serving(asked)));
        assertThat(store.commit(ops)).isPresent();
    }
}
