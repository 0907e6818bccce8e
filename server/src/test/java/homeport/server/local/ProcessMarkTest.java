package homeport.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMarkTest {
    @Test
    void thisProcessLives() {
        assertThat(ProcessMark.self().alive()).isTrue();
    }

    @Test
    void anotherProcessWithTheSamePidIsNotThisOne() {
        ProcessMark self = ProcessMark.self();
        assertThat(new ProcessMark(self.pid(), "another-boot:1").alive()).isFalse();
    }

    @Test
    void anEndedProcessIsDead() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThat(new ProcessMark(process.pid(), ProcessMark.self().born()).alive()).isFalse();
    }
}
