"""The known traps of each database, and the tests that hold each: what runic must not send, or must not let through.

A test is named by its file and function, a case of the compliance kit by `kit:SECTION.CASE`. That each of them is there is
made sure by `tests/architecture/test_traps.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["TRAPS", "Trap"]


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap.

    Args:
        what: what goes wrong, and with which form.
        tests: what holds it.
    """

    what: str
    tests: tuple[str, ...]


_FORMS: Final = "tests/golden/test_traps.py::test_no_statement_has_a_form_that_is_a_trap"
_AGE: Final = "tests/unit/age/"
_BOLT: Final = "tests/unit/bolt/"
_FALKORDB: Final = "tests/unit/falkordb/"
_LIVE: Final = "tests/backends/falkordb/"

TRAPS: Final[dict[str, dict[int, Trap]]] = {
    "falkordb": {
        1: Trap("an id taken from a map is sought by a scan", (_FORMS,)),
        2: Trap("a list of ids is sought by a scan", (_FORMS, "kit:flush.filters_by_generated_keys")),
        3: Trap("an edge sought by its id alone is a scan", (_FORMS,)),
        4: Trap(
            "ids of a batch come in another order than its rows",
            ("tests/golden/test_traps.py::test_created_ids_come_with_their_rows", "kit:flush.generates_keys"),
        ),
        5: Trap("an existence constraint sees a node before SET", (_FORMS,)),
        6: Trap(
            "a unique constraint wants an index first, and is built afterwards",
            ("kit:schema.constraints_are_enforced", "kit:schema.data_that_violates_is_named"),
        ),
        7: Trap(
            "no IF NOT EXISTS and no names of indexes",
            (_FORMS, "kit:schema.a_second_sync_sends_nothing_that_writes"),
        ),
        8: Trap(
            "no =~, EXISTS {}, COUNT {}, CALL (x) {}, n:A|B, LIMIT 1+1",
            (_FORMS, _LIVE + "test_values.py::test_whole_patterns"),
        ),
        9: Trap(
            "parallel edges without a name are one row",
            (
                _FORMS,
                "tests/golden/test_select.py::test_falkordb_makes_a_row_of_every_edge",
                "kit:queries.parallel_edges_are_a_row_each",
            ),
        ),
        10: Trap(
            "the client pastes what it does not know into the text",
            (
                _FALKORDB + "test_header.py::test_anything_else_is_refused",
                _LIVE + "test_values.py::test_hostile_parameters_stay_values",
                "kit:identifiers.as_parameter_values",
            ),
        ),
        11: Trap(
            "native datetimes lose fractions and offsets",
            (
                _FALKORDB + "test_codec.py::test_naive_and_aware_datetimes_are_kept_apart",
                "kit:values.come_back",
            ),
        ),
        12: Trap(
            "floats are read with 15 digits",
            (_LIVE + "test_values.py::test_floats_come_back_with_15_digits", "kit:values.come_back"),
        ),
        13: Trap(
            "a vector stored as a list is not indexed",
            (
                "tests/golden/test_traps.py::test_falkordb_wraps_vectors",
                _LIVE + "test_values.py::test_vectors_and_points",
            ),
        ),
        14: Trap(
            "a wrong graph name makes a graph",
            (
                _FALKORDB + "test_exchange.py::test_a_graph_that_is_not_there_is_empty",
                _FALKORDB + "test_exchange.py::test_raw_text_on_a_graph_that_is_not_there",
            ),
        ),
        15: Trap(
            "DELETE takes the edges along",
            (_LIVE + "test_writes.py::test_delete_takes_the_edges_along", "kit:flush.deletes_with_edges"),
        ),
        16: Trap(
            "another program's new graph makes the list of names wrong",
            (
                _FALKORDB + "test_exchange.py::test_a_graph_made_anew_is_noticed",
                _LIVE + "test_driver.py::test_a_graph_that_another_client_made_anew",
            ),
        ),
        17: Trap(
            "labels are None on a bare node, sums of ints are floats",
            ("kit:queries.unlabelled_nodes_are_read", "kit:queries.sums_keep_their_type"),
        ),
        18: Trap(
            "a backtick in a name cannot be escaped",
            (_FORMS, _FALKORDB + "test_dialect.py::test_names_that_cannot_be_written"),
        ),
        19: Trap(
            "what follows a page is filtered before the limit",
            (
                _FORMS,
                "tests/golden/test_select.py::test_falkordb_pages_before_what_follows_a_cut",
                "kit:queries.a_page_is_cut_before_what_follows",
            ),
        ),
        20: Trap(
            "an index does not find texts of more than 4096 bytes, and a unique constraint crashes the server",
            (
                _FALKORDB + "test_indexed.py::test_texts_longer_than_an_index_holds_are_refused",
                "kit:queries.long_texts_under_a_constraint",
            ),
        ),
    },
    "arcadedb": {
        1: Trap("a label taken from a parameter is no label", (_FORMS, "kit:identifiers.as_labels")),
        2: Trap("another label is another id", (_FORMS,)),
        3: Trap(
            "a property that is not declared takes the type of its first value",
            ("kit:values.come_back_from_one_flush", "kit:schema.kinds_come_and_go"),
        ),
        4: Trap(
            "full-text and vector indexes are not made over Bolt",
            ("kit:errors.what_is_not_declared_is_refused",),
        ),
        5: Trap("db.indexes() fails", ("kit:schema.kinds_come_and_go",)),
        6: Trap(
            "timeouts and read mode are ignored",
            (
                _BOLT + "test_clauses.py::test_writes",
                "kit:transactions.a_read_only_session_sends_no_flush",
                "kit:errors.what_is_not_declared_is_refused",
            ),
        ),
        7: Trap("MERGE with a null makes a node each time", (_FORMS, "kit:flush.refuses_a_missing_key")),
        8: Trap(
            "conflicts and violations come at the commit",
            (
                "tests/faults/test_bolt_wire.py::test_conflicts_are_tried_again",
                "kit:errors.violated_constraints_leave_a_flush_as_it_was",
                "kit:concurrency.one_edge_however_many_relate",
            ),
        ),
        9: Trap(
            "a database is made over HTTP only", ("tests/faults/test_bolt_wire.py::test_a_wrong_database",)
        ),
        10: Trap(
            "a name of nodes cannot be an edge type", ("kit:queries.one_name_for_a_label_and_an_edge_type",)
        ),
        11: Trap("an edge sought by its id alone takes 19 ms", (_FORMS,)),
        12: Trap(
            "a missing value is an error without detail", ("kit:flush.refuses_what_is_required_and_missing",)
        ),
        13: Trap("there is no way in without a password", ("kit:errors.a_wrong_password_is_refused",)),
        14: Trap(
            "what follows a page is filtered before the limit",
            (_FORMS, "kit:queries.a_page_is_cut_before_what_follows"),
        ),
    },
    "age": {
        1: Trap(
            "query text is no parameter",
            (
                _AGE + "test_exchange.py::test_raw_cypher",
                _AGE + "test_exchange.py::test_tags_do_not_occur_in_the_text",
            ),
        ),
        2: Trap(
            "SET n = null crashes the server, SET n += map fails", (_FORMS, "kit:flush.removes_what_is_none")
        ),
        3: Trap(
            "MERGE loses values", (_FORMS, "tests/faults/test_age.py::test_merging_one_edge_twice_at_once")
        ),
        4: Trap(
            "no [:A|B], no n:L in WHERE", (_FORMS, "kit:polymorphism.the_most_specific_class_comes_back")
        ),
        5: Trap("a pattern is no predicate up to 1.7", (_FORMS,)),
        6: Trap("a first OPTIONAL MATCH gives no row", (_FORMS,)),
        7: Trap("MATCH does not see what CREATE made", (_FORMS,)),
        8: Trap("MERGE of a loop", ("kit:relations.relates_to_itself",)),
        9: Trap("id(n) IN $ids crashes 1.8", (_FORMS, "kit:flush.filters_by_generated_keys")),
        10: Trap("a map in a pattern uses another index, and contains", (_FORMS, "kit:values.come_back")),
        11: Trap(
            "a null stays in a map",
            (_AGE + "test_exchange.py::test_updates_remove_what_is_none", "kit:flush.removes_what_is_none"),
        ),
        12: Trap(
            "two that use a label first at once",
            ("tests/faults/test_age.py::test_the_first_use_of_a_label_by_many",),
        ),
        13: Trap(
            "a conflict is an internal error",
            (
                _AGE + "test_exchange.py::test_errors",
                "tests/faults/test_age.py::test_counting_in_many_threads",
                "tests/faults/test_age_scenarios.py::test_deadlocks_are_tried_again",
            ),
        ),
        14: Trap(
            "names of more than 63 bytes are cut",
            (
                _AGE + "test_names.py::test_impossible_labels",
                _AGE + "test_names.py::test_impossible_properties",
            ),
        ),
        15: Trap(
            "a percent sign, and a semicolon at the end",
            (
                _AGE + "test_scanning.py::test_semicolons",
                "tests/golden/test_age.py::test_around_cypher",
                "kit:identifiers.as_parameter_values",
            ),
        ),
        16: Trap(
            "a node has one label for good",
            (
                _AGE + "test_agtype.py::test_labels_of_a_class_with_several",
                "kit:polymorphism.labels_are_stored",
            ),
        ),
        17: Trap(
            "without ag_catalog in the search path it works in part",
            ("tests/faults/test_age.py::test_a_connection_of_the_callers_own",),
        ),
        18: Trap(
            "two names in one MATCH may be one relationship", (_FORMS, "kit:queries.a_second_hop_may_go_back")
        ),
        19: Trap("LIMIT limits the writes", (_FORMS,)),
        20: Trap(
            "one dangling edge breaks paths", ("tests/faults/test_age.py::test_no_edge_without_an_end",)
        ),
        21: Trap("sums of nothing are null", ("kit:queries.sums_of_nothing",)),
        22: Trap(
            "read-only transactions let SET and DELETE pass",
            (
                _AGE + "test_exchange.py::test_writes_of_read_only_sessions_are_not_sent",
                _AGE + "test_scanning.py::test_what_writes",
            ),
        ),
    },
    "neo4j": {
        1: Trap(
            "\\u0060 closes a quote",
            (
                "kit:identifiers.as_labels",
                "kit:identifiers.as_property_names",
                "kit:identifiers.as_edge_types",
            ),
        ),
        2: Trap(
            "an error of a result that nobody reads vanishes",
            ("kit:errors.a_failed_statement_spoils_nothing",),
        ),
        3: Trap(
            "a record for each row",
            ("tests/golden/test_traps.py::test_created_ids_come_with_their_rows", _FORMS),
        ),
        4: Trap("a label taken from a parameter reads all nodes", (_FORMS, "kit:identifiers.as_labels")),
        5: Trap(
            "forms that are no longer Cypher",
            (_FORMS, "tests/golden/test_language.py::test_golden_files_are_cypher"),
        ),
        6: Trap("a null in a merge key fails the batch", (_FORMS, "kit:flush.refuses_a_missing_key")),
        7: Trap("a constraint over an existing index is an error", ("kit:schema.from_one_kind_to_another",)),
        8: Trap("schema and data in one transaction", ("kit:schema.kinds_come_and_go",)),
        9: Trap("lists of several types", (_BOLT + "test_codec.py::test_lists_that_neo4j_cannot_hold",)),
        10: Trap(
            "the same moment in two zones is not equal",
            (
                _BOLT + "test_codec.py::test_a_datetime_goes_in_utc_and_never_with_a_named_zone",
                "kit:values.come_back",
            ),
        ),
        11: Trap("toLower of a number fails the query", ("kit:queries.other_types_in_filters_of_text",)),
        12: Trap("an indexed text of more than 8160 bytes", ("kit:queries.long_texts_under_a_constraint",)),
        13: Trap(
            "distinct rows ordered by what is not returned",
            ("tests/golden/test_traps.py::test_distinct_rows_are_ordered_by_what_is_returned",),
        ),
        14: Trap("running out of memory is called transient", (_BOLT + "test_errors.py::test_reported",)),
        15: Trap(
            "what only Enterprise has",
            (
                _BOLT + "test_reach.py::test_a_session_acts_as_another_user",
                "kit:errors.what_is_not_declared_is_refused",
            ),
        ),
        16: Trap(
            "zoneinfo crashes the client",
            (_BOLT + "test_codec.py::test_a_datetime_goes_in_utc_and_never_with_a_named_zone",),
        ),
    },
    "memgraph": {
        1: Trap("forms of newer versions", (_FORMS,)),
        2: Trap("no COUNT {}, COLLECT {}, shortestPath()", (_FORMS,)),
        3: Trap(
            "schema statements in a transaction",
            (_BOLT + "test_schema_forms.py::test_no_transaction_is_opened",),
        ),
        4: Trap(
            "a unique constraint has no index",
            (_BOLT + "test_schema_forms.py::test_a_constraint_gets_its_index",),
        ),
        5: Trap(
            "ASSERT (n.a, n.b)",
            (
                _FORMS,
                _BOLT + "test_schema_forms.py::test_a_constraint_gets_its_index",
            ),
        ),
        6: Trap("violations come at the commit, as plain errors", (_BOLT + "test_errors.py::test_reported",)),
        7: Trap(
            "constraints have no names",
            (_BOLT + "test_schema_forms.py::test_what_is_dropped_is_named_by_its_schema",),
        ),
        8: Trap("a wrong password is a client error", (_BOLT + "test_errors.py::test_reported",)),
        9: Trap("timeouts are called transient", (_BOLT + "test_errors.py::test_reported",)),
        10: Trap(
            "durations have no months",
            (
                _BOLT + "test_reply.py::test_a_duration_with_months_stays_what_it_is",
                _BOLT + "test_codec.py::test_every_kind_is_stated",
            ),
        ),
    },
}
