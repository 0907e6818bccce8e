package homeport.control.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.control.catalog.InstanceClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: RDS user guide, "Specifying DB parameters". */
class FormulaTest {
    private static final long GIB = 1L << 30;

    @ParameterizedTest(name = "{0} with {1} GiB and {2} vCPU is {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    LEAST({DBInstanceClassMemory/9531392},5000)                     | 1   | 2  | 112
                    LEAST({DBInstanceClassMemory/9531392},5000)                     | 32  | 4  | 3604
                    LEAST({DBInstanceClassMemory/9531392},5000)                     | 512 | 64 | 5000
                    {DBInstanceClassMemory/32768}                                   | 1   | 2  | 32768
                    GREATEST({DBInstanceClassMemory*1024/63963136},65536)           | 1   | 2  | 65536
                    GREATEST({DBInstanceClassMemory*1024/63963136},65536)           | 32  | 4  | 550072
                    GREATEST({DBInstanceClassMemory/64371566592},3)                 | 512 | 64 | 8
                    GREATEST(${DBInstanceVCPU*2},8)                                 | 32  | 16 | 32
                    GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)      | 1   | 2  | 200
                    GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)      | 512 | 64 | 2400
                    LEAST(GREATEST({DBInstanceClassMemory/32185783296}, 16), 32)    | 1   | 2  | 16
                    SUM({AllocatedStorage/1073741824},5,-1)                         | 1   | 2  | 24
                    IF({TrueIfReplica},1,2)                                         | 1   | 2  | 2
                    {EndPointPort}                                                  | 1   | 2  | 5432
                    7/2*2                                                           | 1   | 2  | 6
                    """)
    void computes(String formula, long memoryGib, int vcpu, double expected) {
        InstanceClass.Family family = new InstanceClass.Family("r6g", true, false, false);
        InstanceClass size = new InstanceClass("db.r6g.x", vcpu, memoryGib * GIB, family);
        Sizing sizing = new Sizing(size, memoryGib * GIB, 20 * GIB, 5432, false);

        assertThat(Formula.parse(formula).evaluate(sizing.nominal())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "{",
                "{DBInstanceClassMemory",
                "{DBInstanceClassMemory/0}",
                "{DBInstanceClassMemory/AllocatedStorage}",
                "{DBInstanceMemory}",
                "LEAST(1)",
                "MEDIAN(1,2)",
                "1 2",
                "{1..2}",
                "GREATEST(1,2",
                "$1",
                "{1+1}"
            })
    void whatIsNoFormulaIsRefused(String text) {
        assertThatThrownBy(() -> Formula.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void depthAndLengthHaveLimits() {
        assertThatThrownBy(() -> Formula.parse("{".repeat(17) + "1" + "}".repeat(17)))
                .hasMessageContaining("at most 16 levels");
        assertThatThrownBy(() -> Formula.parse("1*".repeat(512) + "1"))
                .hasMessageContaining("1025 characters, allowed 1024");
    }
}
