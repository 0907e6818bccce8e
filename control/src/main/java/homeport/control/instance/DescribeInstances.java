package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.Identifier;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;

/** DescribeDBInstances, and how other actions find the instance that a user names. */
final class DescribeInstances {
    private static final Map<String, Function<Instance, List<String>>> FILTERS =
            Map.of(
                    "db-instance-id",
                    i -> List.of(i.asked().identifier(), i.arn().toString()),
                    "dbi-resource-id",
                    i -> List.of(i.asked().resourceId()),
                    "engine",
                    _ -> List.of("postgres"),
                    "db-cluster-id",
                    _ -> List.of(),
                    "domain",
                    _ -> List.of());

    private final Instances instances;
    private final Show show;

    DescribeInstances(Instances instances, Show show) {
        this.instances = instances;
        this.show = show;
    }

    DescribeDbInstancesResponse describe(Call call, DescribeDbInstancesRequest r) {
        Predicate<Instance> wanted = Filters.of(r.filters(), FILTERS);
        String named = r.dbInstanceIdentifier();
        List<Instance> all =
                named == null || named.isEmpty()
                        ? instances.list(call.region())
                        : List.of(require(instances, call, named));
        Paging<Instance> page =
                Paging.of(
                        all.stream().filter(wanted).toList(),
                        r.maxRecords(),
                        r.marker(),
                        i -> i.asked().identifier());
        return DescribeDbInstancesResponse.builder()
                .dbInstances(show.all(call, page.rows()))
                .marker(page.markerOrNull())
                .build();
    }

    /**
     * @param named an identifier in any case, or an ARN of this region
     * @throws AwsException {@code DBInstanceNotFound}
     */
    static Instance require(Instances instances, Call call, String named) {
        String identifier = named;
        if (Arn.looksLike(named)) {
            Arn arn = Arn.parse(named);
            boolean here =
                    arn.kind().equals("db")
                            && arn.region().equals(call.region())
                            && arn.account().equals(call.account());
            if (!here) throw notFound(named);
            identifier = arn.id();
        }
        String name = identifier.toLowerCase(Locale.ROOT);
        if (!Identifier.fits(name, Identifier.INSTANCE_MAX)) throw notFound(named);
        return instances.named(call.region(), name).orElseThrow(() -> notFound(named));
    }

    static AwsException notFound(String named) {
        return new AwsException("DBInstanceNotFound", "DBInstance " + named + " not found.");
    }
}
