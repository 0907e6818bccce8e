package homeport.control.catalog;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Paging;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.DescribeSourceRegionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeSourceRegionsResponse;
import software.amazon.awssdk.services.rds.model.SourceRegion;

/**
 * The regions that a replica or a copied snapshot may come from. All are this one installation, at
 * one address; those with a well-known name are listed. Source: RDS user guide, "Regions,
 * Availability Zones, and Local Zones".
 */
public final class SourceRegions {
    private static final List<String> NAMES =
            List.of(
                    "af-south-1",
                    "ap-east-1",
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "ap-south-1",
                    "ap-south-2",
                    "ap-southeast-1",
                    "ap-southeast-2",
                    "ap-southeast-3",
                    "ap-southeast-4",
                    "ca-central-1",
                    "ca-west-1",
                    "eu-central-1",
                    "eu-central-2",
                    "eu-north-1",
                    "eu-south-1",
                    "eu-south-2",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "il-central-1",
                    "me-central-1",
                    "me-south-1",
                    "sa-east-1",
                    "us-east-1",
                    "us-east-2",
                    "us-west-1",
                    "us-west-2");

    private final String endpoint;

    /**
     * @param endpoint the URL of this installation's API
     */
    public SourceRegions(String endpoint) {
        this.endpoint = endpoint;
    }

    public void register(Service rds) {
        rds.on("DescribeSourceRegions", DescribeSourceRegionsRequest::builder, this::describe);
    }

    private DescribeSourceRegionsResponse describe(Call call, DescribeSourceRegionsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<String> names =
                NAMES.stream()
                        .filter(name -> !name.equals(call.region()))
                        .filter(name ->
                                asked.regionName() == null || asked.regionName().equals(name))
                        .toList();
        Paging<String> page = Paging.of(names, asked.maxRecords(), asked.marker(), name -> name);
        return DescribeSourceRegionsResponse.builder()
                .sourceRegions(page.rows().stream().map(this::view).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private SourceRegion view(String name) {
        return SourceRegion.builder()
                .regionName(name)
                .endpoint(endpoint)
                .status("available")
                .supportsDBInstanceAutomatedBackupsReplication(false)
                .build();
    }
}
