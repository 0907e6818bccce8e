package homeport.control.catalog;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import homeport.control.tag.Tagging;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.model.DescribePendingMaintenanceActionsRequest;
import software.amazon.awssdk.services.rds.model.DescribePendingMaintenanceActionsResponse;
import software.amazon.awssdk.services.rds.model.ResourcePendingMaintenanceActions;

/** Homeport never schedules maintenance of its own, so nothing is ever pending. */
public final class PendingMaintenance {
    private static final Map<String, Function<ResourcePendingMaintenanceActions, List<String>>>
            FILTERS = Map.of("db-cluster-id", _ -> List.of(), "db-instance-id", _ -> List.of());

    private final Tagging resources;

    public PendingMaintenance(Tagging resources) {
        this.resources = resources;
    }

    public void register(Service rds) {
        rds.on(
                "DescribePendingMaintenanceActions",
                DescribePendingMaintenanceActionsRequest::builder,
                this::describe);
    }

    private DescribePendingMaintenanceActionsResponse describe(
            Call call, DescribePendingMaintenanceActionsRequest asked) {
        Filters.of(asked.filters(), FILTERS);
        if (asked.resourceIdentifier() != null) check(call, asked.resourceIdentifier());
        Paging.of(List.<String>of(), asked.maxRecords(), asked.marker(), key -> key);
        return DescribePendingMaintenanceActionsResponse.builder()
                .pendingMaintenanceActions(List.of())
                .build();
    }

    private void check(Call call, String identifier) {
        boolean known =
                Arn.tryParse(identifier).filter(arn -> resources.exists(call, arn)).isPresent();
        if (!known)
            throw new AwsException(
                    "ResourceNotFoundFault", "The specified resource is not found: " + identifier);
    }
}
