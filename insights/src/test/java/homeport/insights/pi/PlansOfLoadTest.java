package homeport.insights.pi;

import static homeport.insights.testkit.MemoryHistory.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.insights.load.Column;
import homeport.insights.load.Plan;
import homeport.insights.load.Statement;
import homeport.insights.report.ReportStore;
import homeport.insights.testkit.MemoryHistory;
import homeport.insights.testkit.NineHits;
import homeport.insights.testkit.NoServer;
import homeport.insights.watch.Watched;
import homeport.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysRequest;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysResponse;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsRequest;
import software.amazon.awssdk.services.pi.model.GetDimensionKeyDetailsResponse;

/** What the API tells of plans. Source: API Reference, DimensionGroup, GetDimensionKeyDetails. */
class PlansOfLoadTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private static final String ID = "db-ABCDEF";

    private final MemoryHistory history =
            new MemoryHistory()
                    .statement(new Statement("d1", "42", "d1", "select ?"))
                    .plan(new Plan("p1", "d1", "shop", NOON, minute(), 8.5, 1234.5, "[{}]"));

    private static Instant minute() {
        return NOON.plusSeconds(60);
    }

    private final GetDimensionKeyDetailsRequest.Builder request =
            GetDimensionKeyDetailsRequest.builder()
                    .serviceType("RDS")
                    .identifier(ID)
                    .group("db.execution_plan")
                    .groupIdentifier("p1");

    @Test
    void aPlanHasItsTextAndItsTimes() {
        assertThat(details(request.requestedDimensions("raw_plan")))
                .isEqualTo(Map.of("raw_plan", "[{}]"));
        assertThat(details(request.requestedDimensions(List.of())))
                .isEqualTo(
                        Map.of(
                                "db.execution_plan.raw_plan", "[{}]",
                                "db.execution_plan.sql_tokenized_id", "d1",
                                "db.execution_plan.database_name", "shop",
                                "db.execution_plan.first_seen", "2026-06-14T12:00:00Z",
                                "db.execution_plan.last_seen", "2026-06-14T12:01:00Z",
                                "db.execution_plan.first_cost", "8.50",
                                "db.execution_plan.last_cost", "1234.50"));
    }

    @Test
    void onePlanThatWasNeverSeenIsUnavailable() {
        assertThat(details(request.groupIdentifier("p2").requestedDimensions("raw_plan")))
                .isEqualTo(Map.of("raw_plan", "UNAVAILABLE"));
    }

    @Test
    void whatAPlanHasNotIsRefused() {
        var unknown = request.requestedDimensions("db.execution_plan.cost").build();
        assertThatThrownBy(() -> call("GetDimensionKeyDetails", unknown, true))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("is not one of the group db.execution_plan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.execution_plan", "db.lock_snapshot"})
    void thereAreDetailsInAdvancedModeOnly(String group) {
        var details = request.group(group).build();
        assertThatThrownBy(() -> call("GetDimensionKeyDetails", details, false))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("advanced mode");
    }

    /** By name; what has none, as its status. */
    private Map<String, String> details(GetDimensionKeyDetailsRequest.Builder asked) {
        var response =
                (GetDimensionKeyDetailsResponse)
                        call("GetDimensionKeyDetails", asked.build(), true);
        Map<String, String> details = new TreeMap<>();
        for (var one : response.dimensions())
            details.put(
                    one.dimension(), Optional.ofNullable(one.value()).orElse(one.statusAsString()));
        return details;
    }

    @Test
    void loadWithoutAPlanIsLeftOut() {
        for (int second = 0; second < 120; second++)
            history.tick(
                    NOON.plusSeconds(second),
                    key(Column.DIGEST, "d1", Column.PLAN, second < 60 ? "p1" : ""),
                    key(Column.DIGEST, "d2", Column.PLAN, "p9"));
        var response =
                (DescribeDimensionKeysResponse)
                        call(
                                "DescribeDimensionKeys",
                                DescribeDimensionKeysRequest.builder()
                                        .serviceType("RDS")
                                        .identifier(ID)
                                        .metric("db.load.avg")
                                        .startTime(NOON)
                                        .endTime(NOON.plusSeconds(120))
                                        .periodInSeconds(60)
                                        .groupBy(group -> group.group("db.plans"))
                                        .partitionBy(group -> group.group("db.sql_tokenized"))
                                        .filter(Map.of("db.sql_tokenized.id", "d1"))
                                        .build(),
                                true);
        assertThat(response.keys()).hasSize(1);
        var plan = response.keys().getFirst();
        assertThat(plan.dimensions()).isEqualTo(Map.of("db.plans.id", "p1"));
        assertThat(plan.total()).isEqualTo(0.5);
        assertThat(plan.partitions()).containsExactly(0.5);
    }

    private SdkPojo call(String action, SdkPojo asked, boolean advanced) {
        Watched server =
                new Watched(
                        "us-east-1",
                        ID,
                        "postgres-prod",
                        2,
                        Optional.of(new Watched.Insights(465, advanced)),
                        new NoServer());
        var service =
                PerformanceInsights.service(
                        new PerformanceInsights.Sources(
                                () -> List.of(server),
                                id -> Optional.of(history),
                                new NineHits(),
                                new ReportStore(new MemoryStore())),
                        false);
        Call call =
                new Call(
                        "us-east-1",
                        "000000000000",
                        new Call.Caller("", "", ""),
                        "id",
                        NOON.plusSeconds(600));
        return service.actions().get(action).handler().handle(call, asked);
    }
}
