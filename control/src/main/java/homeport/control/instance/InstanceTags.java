package homeport.control.instance;

import homeport.control.instance.DescribeInstances.Row;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import homeport.control.name.TagHolder;
import homeport.control.record.Commits.Attempt;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tags of instances and of members of clusters: both are {@code db}. */
record InstanceTags(InstanceParts parts) implements TagHolder {
    @Override
    public String kind() {
        return "db";
    }

    @Override
    public Map<String, String> tags(Arn arn) {
        return tags(row(arn));
    }

    @Override
    public void retag(Arn arn, UnaryOperator<Map<String, String>> change) {
        parts.commits()
                .run(() -> {
                    Row row = row(arn);
                    Instance whole = row.instance();
                    Map<String, String> tags = change.apply(tags(row));
                    DbInstance with =
                            row.node()
                                    .map(node -> retagged(whole.asked(), node, tags))
                                    .orElseGet(() -> whole.asked().with(tags));
                    return new Attempt<>(List.of(parts.instances().replace(whole, with)), tags);
                });
    }

    private Row row(Arn arn) {
        return DescribeInstances.named(parts.instances(), arn.region(), arn.id())
                .orElseThrow(() -> DescribeInstances.notFound(arn.id()));
    }

    private static Map<String, String> tags(Row row) {
        return row.member()
                .map(Cluster.Member::tags)
                .orElseGet(() -> row.instance().asked().tags());
    }

    private static DbInstance retagged(DbInstance asked, String node, Map<String, String> tags) {
        Cluster cluster = asked.cluster().orElseThrow();
        return asked.with(cluster.with(node, cluster.member(node).with(tags)));
    }
}
