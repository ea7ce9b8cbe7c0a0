package io.faas4j.rules.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleListTest {

    @Test
    void a_line_is_an_id_a_status_and_a_word_about_it() {
        RuleList list = RuleList.parse(Stream.of("# a comment", "", "FN-3   no-meaning  nothing is uploaded"));

        assertThat(list.rules()).containsExactly(new ListedRule("FN-3", RuleStatus.NO_MEANING, "nothing is uploaded"));
    }

    @Test
    void a_line_without_a_reason_is_refused() {
        assertThatThrownBy(() -> RuleList.parse(Stream.of("FN-3 no-meaning")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("FN-3 no-meaning");
    }

    @Test
    void an_unknown_status_is_refused() {
        assertThatThrownBy(() -> RuleList.parse(Stream.of("FN-3 later perhaps")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'later' is no status of a rule");
    }

    @Test
    void a_rule_that_is_listed_twice_is_refused() {
        assertThatThrownBy(() -> RuleList.parse(Stream.of("FN-3 tested once", "FN-3 tested twice")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FN-3 is listed twice");
    }

    @Test
    void a_rule_belongs_to_the_group_before_its_number_or_its_bracket() {
        assertThat(Stream.of("ALIAS-5 tested a", "ESM-SQS-1 tested b", "MET(Errors) tested c", "MET-INV-1 tested d")
                        .map(ListedRule::parse)
                        .map(ListedRule::group))
                .containsExactly("ALIAS", "ESM-SQS", "MET", "MET-INV");
    }

    @Test
    void the_list_of_this_library_can_be_read() {
        RuleList list = RuleList.load("/rules/lambda-rules.txt");

        assertThat(list.find("ALIAS-5").map(ListedRule::status)).contains(RuleStatus.TESTED);
    }
}
