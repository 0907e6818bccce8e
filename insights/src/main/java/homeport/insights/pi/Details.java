package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.load.Histories;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.Statement;
import homeport.insights.pi.Resources.Resource;
import java.util.ArrayList;
import java.util.List;
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
        List<String> wanted =
                request.hasRequestedDimensions() && !request.requestedDimensions().isEmpty()
                        ? request.requestedDimensions()
                        : List.of(group.dimension);
        List<DimensionKeyDetail> details = new ArrayList<>();
        for (String name : wanted) {
            if (!name.equals(group.dimension) && !name.equals(group.shortName()))
                throw Refusal.dimension(name, group.apiName);
            Optional<String> value = value(group, request.groupIdentifier(), resource);
            details.add(
                    DimensionKeyDetail.builder()
                            .dimension(name)
                            .value(value.orElse(null))
                            .status(
                                    value.isPresent()
                                            ? DetailStatus.AVAILABLE
                                            : DetailStatus.UNAVAILABLE)
                            .build());
        }
        return GetDimensionKeyDetailsResponse.builder().dimensions(details).build();
    }

    /** What there are details of; each has one. */
    private enum Group {
        SQL("db.sql", "db.sql.statement"),
        TOKENIZED("db.sql_tokenized", "db.sql_tokenized.statement"),
        PLAN("db.execution_plan", "db.execution_plan.raw_plan"),
        LOCKS("db.lock_snapshot", "db.lock_snapshot.lock_trees");

        private final String apiName;
        private final String dimension;

        Group(String apiName, String dimension) {
            this.apiName = apiName;
            this.dimension = dimension;
        }

        String shortName() {
            return dimension.substring(apiName.length() + 1);
        }
    }

    private static Group group(String name) {
        for (Group group : Group.values()) if (group.apiName.equals(name)) return group;
        throw Refusal.group(name);
    }

    private Optional<String> value(Group group, String id, Resource resource) {
        Optional<LoadHistory> history = histories.of(resource.id());
        return switch (group) {
            case SQL, TOKENIZED -> history.flatMap(one -> one.statement(id)).map(Statement::text);
            case PLAN -> Optional.empty(); // none is captured yet
            case LOCKS ->
                    history.flatMap(one -> one.lockSnapshot(second(id)))
                            .map(tree -> LockTreeText.json(tree, history.get()));
        };
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
