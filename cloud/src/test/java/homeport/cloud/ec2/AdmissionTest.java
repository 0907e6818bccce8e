package homeport.cloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.ec2.Admission.Block;
import homeport.cloud.ec2.StoredRule.Kind;
import homeport.cloud.ec2.StoredRule.Peer;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may come in, by rules, port and address. */
final class AdmissionTest {
    private static final String DB = "sg-db";
    private static final String APP = "sg-app";
    private static final String OFFICES = "pl-offices";

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "10.0.0.0/16, 10.0.255.255, true",
        "10.0.0.0/16, 10.1.0.0, false",
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "255.255.255.255/32, 255.255.255.255, true",
        "127.0.0.1/32, 127.0.0.2, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
        "2001:db8::/64, 2001:db8:0:1::1, false",
        "2001:db8::8/125, 2001:db8::f, true",
        "2001:db8::8/125, 2001:db8::10, false",
        "10.0.0.0/8, ::ffff:10.9.8.7, true",
    })
    void aBlockHoldsTheAddressesThatBeginAsItDoes(String cidr, String address, boolean expected) {
        Admission admission = new Admission(List.of(Block.of(cidr)));
        assertThat(admission.admits(InetAddress.ofLiteral(address))).isEqualTo(expected);
    }

    /** The app has an interface at 10.0.0.5, known outside as 198.18.0.9. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the port of the rule                   | tcp 5432 5432 10.0.0.0/16 | 5432 | 10.0.3.4   | true
                    another port                           | tcp 5432 5432 10.0.0.0/16 | 5433 | 10.0.3.4   | false
                    a port between                         | tcp 5000 6000 10.0.0.0/16 | 5433 | 10.0.3.4   | true
                    another protocol                       | udp 5432 5432 10.0.0.0/16 | 5432 | 10.0.3.4   | false
                    every protocol                         | -1 -1 -1 10.0.0.0/16      | 5432 | 10.0.3.4   | true
                    ping only                              | icmp -1 -1 10.0.0.0/16    | 5432 | 10.0.3.4   | false
                    a member of the group named            | tcp 5432 5432 sg-app      | 5432 | 10.0.0.5   | true
                    the same by its elastic address        | tcp 5432 5432 sg-app      | 5432 | 198.18.0.9 | true
                    a neighbour of that member             | tcp 5432 5432 sg-app      | 5432 | 10.0.0.6   | false
                    a group of nobody                      | tcp 5432 5432 sg-none     | 5432 | 10.0.0.5   | false
                    an address in the list named           | tcp 5432 5432 pl-offices  | 5432 | 192.0.2.77 | true
                    an address beside the list             | tcp 5432 5432 pl-offices  | 5432 | 192.0.3.77 | false
                    a rule for what goes out               | out 5432 5432 10.0.0.0/16 | 5432 | 10.0.3.4   | false
                    """)
    void rulesSayWhoMayComeIn(String story, String rule, int port, String from, boolean expected) {
        Firewall firewall = Firewall.of(List.of(network(rule(rule))), outside());
        assertThat(firewall.admission(List.of(DB), port).admits(InetAddress.ofLiteral(from)))
                .isEqualTo(expected);
        assertThat(firewall.admission(List.of(), port).admits(InetAddress.ofLiteral(from)))
                .isFalse();
    }

    private static StoredRule rule(String text) {
        String[] parts = text.split(" ");
        boolean egress = parts[0].equals("out");
        String peer = parts[3];
        Kind kind =
                peer.startsWith("sg-")
                        ? Kind.GROUP
                        : peer.startsWith("pl-") ? Kind.PREFIX_LIST : Kind.IPV4;
        return new StoredRule(
                "sgr-1",
                egress,
                egress ? "tcp" : parts[0],
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                new Peer(kind, peer),
                "");
    }

    private static Network network(StoredRule rule) {
        Network made = Network.create("vpc-1", Cidr4.parse("10.0.0.0/16").orElseThrow());
        var app =
                new StoredInterface(
                        "eni-1", "subnet-1", "", List.of("10.0.0.5"), List.of(APP), true, "", "");
        return made.withGroup(new StoredGroup(DB, "db", "", List.of(rule)))
                .withGroup(new StoredGroup(APP, "app", "", List.of()))
                .with(made.fittings().with(app));
    }

    private static Outside outside() {
        var elastic =
                new Outside.Elastic("eipalloc-1", "198.18.0.9", "eipassoc-1", "eni-1", "10.0.0.5");
        var offices =
                new StoredPrefixList(
                        OFFICES,
                        "offices",
                        "IPv4",
                        5,
                        1,
                        List.of(new StoredPrefixList.Entry("192.0.2.0/24", "")),
                        "");
        return new Outside(List.of(), List.of(elastic), List.of(), List.of(offices), Map.of());
    }
}
