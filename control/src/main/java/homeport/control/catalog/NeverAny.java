package homeport.control.catalog;

import homeport.aws.AwsException;
import homeport.aws.Service;
import java.util.List;
import software.amazon.awssdk.services.rds.model.DescribeDbRecommendationsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbRecommendationsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSecurityGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSecurityGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbShardGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbShardGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotTenantDatabasesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSnapshotTenantDatabasesResponse;
import software.amazon.awssdk.services.rds.model.DescribeExportTasksRequest;
import software.amazon.awssdk.services.rds.model.DescribeExportTasksResponse;
import software.amazon.awssdk.services.rds.model.DescribeGlobalClustersRequest;
import software.amazon.awssdk.services.rds.model.DescribeGlobalClustersResponse;
import software.amazon.awssdk.services.rds.model.DescribeIntegrationsRequest;
import software.amazon.awssdk.services.rds.model.DescribeIntegrationsResponse;
import software.amazon.awssdk.services.rds.model.DescribeReservedDbInstancesOfferingsRequest;
import software.amazon.awssdk.services.rds.model.DescribeReservedDbInstancesOfferingsResponse;
import software.amazon.awssdk.services.rds.model.DescribeReservedDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeReservedDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.DescribeTenantDatabasesRequest;
import software.amazon.awssdk.services.rds.model.DescribeTenantDatabasesResponse;

/**
 * Describe actions for what cannot exist here: Aurora, other engines, EC2-Classic, billing, S3
 * exports. The honest list is empty, and whoever asks for one by name is told that there is none.
 */
public final class NeverAny {
    private NeverAny() {}

    public static void register(Service rds) {
        rds.on(
                        "DescribeGlobalClusters",
                        DescribeGlobalClustersRequest::builder,
                        (call, asked) -> {
                            none(asked.globalClusterIdentifier(), "GlobalClusterNotFoundFault");
                            return DescribeGlobalClustersResponse.builder()
                                    .globalClusters(List.of())
                                    .build();
                        })
                .on(
                        "DescribeReservedDBInstances",
                        DescribeReservedDbInstancesRequest::builder,
                        (call, asked) -> {
                            none(asked.reservedDBInstanceId(), "ReservedDBInstanceNotFound");
                            return DescribeReservedDbInstancesResponse.builder()
                                    .reservedDBInstances(List.of())
                                    .build();
                        })
                .on(
                        "DescribeReservedDBInstancesOfferings",
                        DescribeReservedDbInstancesOfferingsRequest::builder,
                        (call, asked) -> {
                            none(
                                    asked.reservedDBInstancesOfferingId(),
                                    "ReservedDBInstancesOfferingNotFound");
                            return DescribeReservedDbInstancesOfferingsResponse.builder()
                                    .reservedDBInstancesOfferings(List.of())
                                    .build();
                        })
                .on(
                        "DescribeDBSecurityGroups",
                        DescribeDbSecurityGroupsRequest::builder,
                        (call, asked) -> {
                            none(asked.dbSecurityGroupName(), "DBSecurityGroupNotFound");
                            return DescribeDbSecurityGroupsResponse.builder()
                                    .dbSecurityGroups(List.of())
                                    .build();
                        })
                .on(
                        "DescribeExportTasks",
                        DescribeExportTasksRequest::builder,
                        (call, asked) -> {
                            none(asked.exportTaskIdentifier(), "ExportTaskNotFound");
                            return DescribeExportTasksResponse.builder()
                                    .exportTasks(List.of())
                                    .build();
                        });
        registerOtherEngines(rds);
    }

    private static void registerOtherEngines(Service rds) {
        rds.on(
                        "DescribeIntegrations",
                        DescribeIntegrationsRequest::builder,
                        (call, asked) -> {
                            none(asked.integrationIdentifier(), "IntegrationNotFoundFault");
                            return DescribeIntegrationsResponse.builder()
                                    .integrations(List.of())
                                    .build();
                        })
                .on(
                        "DescribeDBShardGroups",
                        DescribeDbShardGroupsRequest::builder,
                        (call, asked) -> {
                            none(asked.dbShardGroupIdentifier(), "DBShardGroupNotFound");
                            return DescribeDbShardGroupsResponse.builder()
                                    .dbShardGroups(List.of())
                                    .build();
                        })
                .on(
                        "DescribeDBRecommendations",
                        DescribeDbRecommendationsRequest::builder,
                        (call, asked) ->
                                DescribeDbRecommendationsResponse.builder()
                                        .dbRecommendations(List.of())
                                        .build())
                .on(
                        "DescribeTenantDatabases",
                        DescribeTenantDatabasesRequest::builder,
                        (call, asked) ->
                                DescribeTenantDatabasesResponse.builder()
                                        .tenantDatabases(List.of())
                                        .build())
                .on(
                        "DescribeDBSnapshotTenantDatabases",
                        DescribeDbSnapshotTenantDatabasesRequest::builder,
                        (call, asked) ->
                                DescribeDbSnapshotTenantDatabasesResponse.builder()
                                        .dbSnapshotTenantDatabases(List.of())
                                        .build());
    }

    private static void none(String asked, String code) {
        if (asked != null) throw new AwsException(code, "There is none here: " + asked);
    }
}
