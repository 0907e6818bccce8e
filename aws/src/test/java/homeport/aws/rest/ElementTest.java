package homeport.aws.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Documents that a client sends, before they mean anything. */
class ElementTest {
    @Test
    void tenThousandPartsAreReadAndFarMoreAreNot() {
        String part = "<Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC32/></Part>";
        assertThat(parse(part.repeat(10_000)).children("Part")).hasSize(10_000);
        assertThatThrownBy(() -> parse("<a/>".repeat(200_000))).isInstanceOf(AwsException.class);
    }

    @Test
    void nothingIsFetchedAndNothingGrows() {
        String entity = "<!DOCTYPE a [<!ENTITY e \"xx\">]><a>&e;</a>";
        assertThatThrownBy(() -> Element.parse(entity.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AwsException.class);
    }

    private static Element parse(String inside) {
        return Element.parse(("<a>" + inside + "</a>").getBytes(StandardCharsets.UTF_8));
    }
}
