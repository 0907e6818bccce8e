package homeport.cloud.cloudwatch.dashboard;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Service;
import homeport.cloud.Caller;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardResponse;

/** Dashboards are kept as they are put. Source: CloudWatch API reference, "PutDashboard". */
final class DashboardsTest {
    private static final String BODY =
            """
            {"widgets":[{"type":"metric","x":0,"y":0,"width":12,"height":6,
             "properties":{"metrics":[["AWS/RDS","ReplicaLag"]],"region":"us-east-1"}}]}\
            """;

    @TempDir private Path folder;
    private Store store;
    private Caller api;

    @BeforeEach
    void open() {
        store = EmbeddedStore.openUnwatched(folder.resolve("alarms.db"), 64 << 20);
        api = new Caller(new Dashboards(store).register(new Service("cloudwatch")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private PutDashboardResponse put(String name, String body) {
        return api.call(
                PutDashboardResponse.class,
                PutDashboardRequest.builder().dashboardName(name).dashboardBody(body).build());
    }

    @Test
    void aDashboardIsKeptListedAndDeleted() {
        assertThat(put("db-1", BODY).dashboardValidationMessages()).isEmpty();
        put("other", "{\"widgets\":[]}");
        GetDashboardResponse got =
                api.call(
                        GetDashboardResponse.class,
                        GetDashboardRequest.builder().dashboardName("db-1").build());
        assertThat(got.dashboardBody()).isEqualTo(BODY);
        assertThat(got.dashboardArn()).isEqualTo("arn:aws:cloudwatch::000000000000:dashboard/db-1");
        assertThat(list("").dashboardEntries())
                .extracting(DashboardEntry::dashboardName)
                .containsExactly("db-1", "other");
        assertThat(list("db").dashboardEntries())
                .singleElement()
                .satisfies(one -> assertThat(one.size()).isEqualTo(BODY.length()));
        refused("ResourceNotFound", "none", () -> delete("db-1", "none"));
        delete("db-1");
        refused(
                "ResourceNotFound",
                "db-1",
                () ->
                        api.call(
                                GetDashboardResponse.class,
                                GetDashboardRequest.builder().dashboardName("db-1").build()));
    }

    private ListDashboardsResponse list(String prefix) {
        return api.call(
                ListDashboardsResponse.class,
                ListDashboardsRequest.builder().dashboardNamePrefix(prefix).build());
    }

    private void delete(String... names) {
        api.call(
                DeleteDashboardsResponse.class,
                DeleteDashboardsRequest.builder().dashboardNames(names).build());
    }

    @Test
    void whatIsOnlyOddIsTakenWithAWarning() {
        assertThat(put("a", "{\"widgets\":[],\"odd\":1}").dashboardValidationMessages())
                .singleElement()
                .satisfies(one -> assertThat(one.dataPath()).isEqualTo("/odd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"widgets\":[1]}",
                "{\"widgets\":[{\"type\":\"none\",\"properties\":{}}]}",
                "{\"widgets\":[{\"type\":\"text\"}]}",
                "{\"widgets\":[{\"type\":\"text\",\"properties\":{},\"width\":25}]}",
                "{\"widgets\":[{\"type\":\"text\",\"properties\":{},\"height\":0}]}"
            })
    void whatIsNoDashboardIsRefused(String body) {
        refused("InvalidParameterInput", "DashboardBody is not valid", () -> put("a", body));
    }

    @Test
    void namesAndSizesHaveTheirLimits() {
        refused("InvalidParameterInput", "DashboardName", () -> put("a b", BODY));
        String wide = "{\"widgets\":[],\"start\":\"%s\"}".formatted("x".repeat(262_144));
        refused("InvalidParameterInput", "allowed 262144", () -> put("a", wide));
    }
}
