package homeport.insights.report;

import static homeport.insights.testkit.MemoryHistory.key;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Column;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Statement;
import homeport.insights.report.Finding.Severity;
import homeport.insights.testkit.MemoryHistory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisTest {
    private static final Instant NOON = Instant.parse("2026-06-14T12:00:00Z");
    private static final int RANGE = 300;
    private static final LoadKey QUIET =
            key(
                    Column.WAIT_TYPE,
                    "CPU",
                    Column.WAIT_EVENT,
                    "CPU",
                    Column.CPU,
                    "running",
                    Column.SQL,
                    "t1",
                    Column.DIGEST,
                    "d1");
    private static final LoadKey BLOCKED =
            key(
                    Column.WAIT_TYPE,
                    "Lock",
                    Column.WAIT_EVENT,
                    "transactionid",
                    Column.SQL,
                    "t2",
                    Column.DIGEST,
                    "d2",
                    Column.BLOCKING_SQL,
                    "t3",
                    Column.BLOCKING_SESSION,
                    "66.1");
    private static final LoadKey QUEUED =
            key(
                    Column.WAIT_TYPE,
                    "CPU",
                    Column.WAIT_EVENT,
                    "CPU",
                    Column.CPU,
                    "queued",
                    Column.DIGEST,
                    "d1");

    private final MemoryHistory history =
            new MemoryHistory()
                    .statement(new Statement("d1", "1", "d1", "SELECT ?"))
                    .statement(new Statement("d2", "2", "d2", "UPDATE stock SET n = ?"))
                    .statement(new Statement("t3", "3", "d3", "UPDATE stock SET n = 1"));

    private void sampled(int from, int to, LoadKey... sessions) {
        for (int second = from; second < to; second++)
            history.tick(NOON.plusSeconds(second), sessions);
    }

    private List<Finding> findings() {
        Instant end = NOON.plusSeconds(RANGE);
        return Analysis.of(history, NOON, end, 2, end.plusSeconds(60));
    }

    @Test
    void withoutLoadThereIsNothingToSay() {
        sampled(0, RANGE);
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatWasNeverSampledHasNoFindings() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void loadBelowTheProcessorsThatDidNotRiseIsNotHigh() {
        sampled(-RANGE, RANGE, QUIET);
        assertThat(findings()).extracting(Finding::type).containsExactly("DominatingSQLs");
    }

    @Test
    void aPileUpBehindALockNamesWhoHoldsIt() {
        sampled(-RANGE, 0, QUIET);
        sampled(0, RANGE, QUIET, BLOCKED, BLOCKED, BLOCKED, BLOCKED);
        List<Finding> findings = findings();
        assertThat(findings)
                .extracting(Finding::type)
                .contains("HighDBLoad", "LockContention", "DominatingWaits", "DominatingSQLs");
        Finding lock = of(findings, "LockContention");
        assertThat(lock.severity()).isEqualTo(Severity.HIGH);
        assertThat(lock.text()).contains("4.00 sessions", "UPDATE stock SET n = 1");
        assertThat(lock.now().getFirst().value()).isEqualTo(4.0);
        assertThat(lock.before().getFirst().value()).isEqualTo(0.0);
        assertThat(of(findings, "HighDBLoad").text())
                .isEqualTo("The load was 5.00 average active sessions for 2 vCPUs, up from 1.00.");
        assertThat(of(findings, "DominatingSQLs").text())
                .isEqualTo(
                        "80 % of the load came from one statement, up from 0.00: UPDATE stock SET"
                                + " n = ?");
    }

    @Test
    void sessionsWithoutAProcessorAreCounted() {
        sampled(0, RANGE, QUIET, QUEUED, QUEUED, QUEUED);
        Finding cpu = of(findings(), "HighCPU");
        assertThat(cpu.severity()).isEqualTo(Severity.HIGH);
        assertThat(cpu.text()).contains("3.00 sessions were ready to run and had no processor");
        assertThat(cpu.before()).as("nothing was sampled before").isEmpty();
    }

    @Test
    void theMostSevereComesFirst() {
        sampled(0, RANGE, QUIET, BLOCKED, BLOCKED, BLOCKED);
        assertThat(findings())
                .extracting(Finding::severity)
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void anotherPlanAndMoreLoadBelongTogether() {
        LoadKey fast = QUIET.with(Column.PLAN, "p1");
        LoadKey slow = QUIET.with(Column.PLAN, "p2");
        sampled(-RANGE, 0, fast);
        sampled(0, 30, fast);
        sampled(30, RANGE, slow, slow, slow);
        Finding change = of(findings(), "PlanChange");
        assertThat(change.severity()).isEqualTo(Severity.HIGH);
        assertThat(change.text()).contains("rose from 1.00 to 2.80", "SELECT ?");
        assertThat(change.advice().getFirst()).contains("p1, before, and p2");
    }

    @Test
    void moreLoadByTheSamePlansIsNoChangeOfPlan() {
        LoadKey one = QUIET.with(Column.PLAN, "p1");
        LoadKey other = QUIET.with(Column.PLAN, "p2");
        sampled(-RANGE, -10, one);
        sampled(-10, 0, other);
        sampled(0, RANGE, other, other, other);
        assertThat(findings()).extracting(Finding::type).doesNotContain("PlanChange");
    }

    @Test
    void anotherPlanWithoutMoreLoadIsNoNews() {
        sampled(-RANGE, 0, QUIET.with(Column.PLAN, "p1"));
        sampled(0, RANGE, QUIET.with(Column.PLAN, "p2"));
        assertThat(findings()).extracting(Finding::type).doesNotContain("PlanChange");
    }

    private static Finding of(List<Finding> findings, String type) {
        return findings.stream().filter(one -> one.type().equals(type)).findFirst().orElseThrow();
    }
}
