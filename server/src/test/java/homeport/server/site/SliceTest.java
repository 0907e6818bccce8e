package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void whereSomebodyListensIsUsed() {
        List<String> table =
                List.of(
                        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when",
                        "   0: 0307017F:1538 00000000:0000 0A 00000000:00000000 00:00000000", // 127.1.7.3
                        "   1: 01FE027F:1538 00000000:0000 0A 00000000:00000000 00:00000000", // 127.2.254.1
                        "   2: 0309017F:1538 0100007F:9C40 01 00000000:00000000 00:00000000", // connected
                        "   3: 0305000A:1538 00000000:0000 0A 00000000:00000000 00:00000000"); // 10.0.5.3
        assertThat(Slice.used(table)).containsExactlyInAnyOrder(7, 254);
    }
}
