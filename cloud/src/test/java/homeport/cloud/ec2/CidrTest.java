package homeport.cloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of addresses. */
final class CidrTest {
    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "10.0.0.0/16, 10.0.0.0/16",
        "10.0.0.1/16, 10.0.0.0/16",
        "100.68.0.18/18, 100.68.0.0/18",
        "255.255.255.255/32, 255.255.255.255/32",
        "1.2.3.4/0, 0.0.0.0/0",
        "10.0.0.0/33, ",
        "10.0.0.256/16, ",
        "10.0.0/16, ",
        "010.0.0.0/16, ",
        "10.0.0.0, ",
        "::/0, ",
    })
    void readsIpv4(String text, String expected) {
        assertThat(Cidr4.parse(text).map(Cidr4::toString).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "::/0, ::/0",
        "2001:DB8::1/32, 2001:db8::/32",
        "2001:db8:0:1:0:0:0:1/128, 2001:db8:0:1::1/128",
        "fe80::1%eth0/64, ",
        "::ffff:10.0.0.1/128, ",
        "10.0.0.0/8, ",
        "::/129, ",
        "localhost/64, ",
    })
    void readsIpv6(String text, String expected) {
        assertThat(Cidr6.canonical(text).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} and {1}: contains {2}, overlaps {3}")
    @CsvSource({
        "10.0.0.0/16, 10.0.1.0/24, true, true",
        "10.0.1.0/24, 10.0.0.0/16, false, true",
        "10.0.0.0/24, 10.0.1.0/24, false, false",
        "10.0.0.0/16, 10.0.0.0/16, true, true",
        "0.0.0.0/0, 255.0.0.0/8, true, true",
        "10.0.0.0/16, 10.1.0.0/24, false, false",
    })
    void compares(String one, String other, boolean contains, boolean overlaps) {
        var a = Cidr4.parse(one).orElseThrow();
        var b = Cidr4.parse(other).orElseThrow();
        assertThat(a.contains(b)).isEqualTo(contains);
        assertThat(a.overlaps(b)).isEqualTo(overlaps);
    }

    @ParameterizedTest(name = "{0} on {1} is {2}")
    @CsvSource({
        "vpc-*, vpc-0abc, true",
        "*, '', true",
        "?, '', false",
        "a?c, abc, true",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxbyy, false",
        "a\\*c, a*c, true",
        "a\\*c, abc, false",
    })
    void matchesWildcards(String pattern, String value, boolean expected) {
        assertThat(Wildcard.matches(pattern, value)).isEqualTo(expected);
    }
}
