package homeport.control.cluster;

import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import homeport.control.name.TagHolder;
import homeport.control.record.Commits.Attempt;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tags of clusters; those of their members are their own. */
record ClusterTags(InstanceParts parts) implements TagHolder {
    @Override
    public String kind() {
        return "cluster";
    }

    @Override
    public Map<String, String> tags(Arn arn) {
        return cluster(arn).asked().tags();
    }

    @Override
    public void retag(Arn arn, UnaryOperator<Map<String, String>> change) {
        parts.commits()
                .run(() -> {
                    Instance cluster = cluster(arn);
                    DbInstance with = cluster.asked().with(change.apply(cluster.asked().tags()));
                    return new Attempt<>(
                            List.of(parts.instances().replace(cluster, with)), with.tags());
                });
    }

    private Instance cluster(Arn arn) {
        return DescribeClusters.named(parts.instances(), arn.region(), arn.id())
                .orElseThrow(() -> DescribeClusters.notFound(arn.id()));
    }
}
