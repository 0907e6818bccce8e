package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.load.Histories;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.Plan;
import homeport.insights.pi.Resources.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.pi.model.DetailStatus;
import software.amazon.awssdk.services.pi.model.DimensionKeyDetail;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsRequest;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsResponse;

/**
 * {@code GetDimensionKeyDetails}: what lists do not show whole, of one group: the text of a
 * statement, a tree of locks, a plan. Source: API Reference, GetDimensionKeyDetails.
 */
final class Details {
    private final Resources resources;
    private final Histories histories;

    Details(Resources resources, Histories histories) {
        this.resources = resources;
        this.histories = histories;
    }

    GetDimensionKeyDetailsResponse get(Call call, GetDimensionKeyDetailsRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        Group group = group(request.group());
        if (group.advanced() && !resource.insights().advanced())
            throw Refusal.standardMode(group.apiName);
        List<String> wanted =
                request.hasRequestedDimensions() && !request.requestedDimensions().isEmpty()
                        ? request.requestedDimensions()
                        : group.details.stream().map(group::dimension).toList();
        for (String name : wanted)
            if (!group.details.contains(group.shortName(name)))
                throw Refusal.dimension(name, group.apiName);
        Map<String, String> values = values(group, request.groupIdentifier(), resource);
        return GetDimensionKeyDetailsResponse.builder()
                .dimensions(
                        wanted.stream()
                                .map(name -> detail(name, values.get(group.shortName(name))))
                                .toList())
                .build();
    }

    /**
     * @param value null: there is none
     */
    private static DimensionKeyDetail detail(String name, String value) {
        DetailStatus status = value == null ? DetailStatus.UNAVAILABLE : DetailStatus.AVAILABLE;
        return DimensionKeyDetail.builder().dimension(name).value(value).status(status).build();
    }

    /** What there are details of. Of a plan AWS has the first only, the others are Homeport's. */
    private enum Group {
        SQL("db.sql", "statement"),
        TOKENIZED("db.sql_tokenized", "statement"),
        PLAN(
                "db.execution_plan",
                "raw_plan",
                "sql_tokenized_id",
                "database_name",
                "first_seen",
                "last_seen",
                "first_cost",
                "last_cost"),
        LOCKS("db.lock_snapshot", "lock_trees");

        private final String apiName;
        private final List<String> details;

        Group(String apiName, String... details) {
            this.apiName = apiName;
            this.details = List.of(details);
        }

        /** Lock analysis and plans. Source: CloudWatch User Guide, "Database Insights" modes. */
        boolean advanced() {
            return this == PLAN || this == LOCKS;
        }

        String dimension(String detail) {
            return apiName + "." + detail;
        }

        /** Of a name that is short already, itself. */
        String shortName(String name) {
            return name.startsWith(apiName + ".") ? name.substring(apiName.length() + 1) : name;
        }
    }

    private static Group group(String name) {
        for (Group group : Group.values()) if (group.apiName.equals(name)) return group;
        throw Refusal.group(name);
    }

    /** By short name; empty when there is nothing of this id. */
    private Map<String, String> values(Group group, String id, Resource resource) {
        Optional<LoadHistory> history = histories.of(resource.id());
        return switch (group) {
            case SQL, TOKENIZED ->
                    history.flatMap(one -> one.statement(id))
                            .map(one -> Map.of("statement", one.text()))
                            .orElse(Map.of());
            case PLAN -> history.flatMap(one -> one.plan(id)).map(Details::plan).orElse(Map.of());
            case LOCKS ->
                    history.flatMap(one -> one.lockSnapshot(second(id)))
                            .map(tree ->
                                    Map.of("lock_trees", LockTreeText.json(tree, history.get())))
                            .orElse(Map.of());
        };
    }

    private static Map<String, String> plan(Plan plan) {
        return Map.of(
                "raw_plan", plan.json(),
                "sql_tokenized_id", plan.digestId(),
                "database_name", plan.database(),
                "first_seen", plan.firstSeen().toString(),
                "last_seen", plan.lastSeen().toString(),
                "first_cost", cost(plan.firstCost()),
                "last_cost", cost(plan.lastCost()));
    }

    private static String cost(double cost) {
        return String.format(Locale.ROOT, "%.2f", cost);
    }

    private static long second(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw Refusal.argument(
                    "GroupIdentifier is %s; a lock snapshot is named by its second since 1970.",
                    id);
        }
    }
}
