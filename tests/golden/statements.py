"""The statements whose text is reviewed: every operator, every clause, every thing that is wanted of a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from runic.ogm.cypher.expressions import FilterExpr, avg, collect, count, max_, min_, sum_, text
from runic.ogm.query import FulltextQueryBuilder, QueryBuilder, VectorQueryBuilder, select
from tests.unit.query.models import City, Country, Document, Location, Movie, Post, Rated, Role, Strange, Team, User

__all__ = ["STATEMENTS"]

Make = Callable[[], QueryBuilder[Any]]


def field(op: str, value: Any = "x") -> FilterExpr:
    return FilterExpr(User, "name", op, value)


def rated() -> QueryBuilder[Any]:
    return select(User).alias("u").traverse(User.rated, edge_alias="r").alias("m")


STATEMENTS: dict[str, tuple[Make, str]] = {
    # filters
    "plain": (lambda: select(User), "entities"),
    "where": (lambda: select(User).where(User.active == True), "entities"),  # noqa: E712
    "where_and_or_not": (
        lambda: (
            select(User)
            .where((User.role == Role.ADMIN) | (User.role == Role.MODERATOR))
            .where((User.age > 18) & ~((User.city == "Rome") & (User.active != False)))  # noqa: E712
        ),
        "entities",
    ),
    "operators": (
        lambda: select(User).where(
            (User.age > 1)
            & (User.age >= 2)
            & (User.age < 3)
            & (User.age <= 4)
            & (User.age != 5)
            & User.name.contains("a")  # type: ignore[attr-defined]
            & User.name.startswith("b")
            & User.name.endswith("c")
            & User.name.matches("d.*")  # type: ignore[attr-defined]
            & User.email.is_null()  # type: ignore[union-attr]
            & User.email.is_not_null()  # type: ignore[union-attr]
            & User.name.in_(["e"])  # type: ignore[attr-defined]
            & User.name.not_in_(["f"])  # type: ignore[attr-defined]
        ),
        "entities",
    ),
    "operators_ignoring_case": (
        lambda: select(User).where(
            field("IEXACT") & field("ICONTAINS") & field("ISTARTS WITH") & field("IENDS WITH")
        ),
        "entities",
    ),
    "none_is_null": (lambda: select(User).where((User.city == None) | (User.age != None)), "entities"),  # noqa: E711
    "in_with_none": (lambda: select(User).where(~User.city.in_(["Rome", None])), "entities"),  # type: ignore[union-attr]
    "list_contains": (lambda: select(User).where(User.tags.contains("x")), "entities"),  # type: ignore[attr-defined]
    "dates": (
        lambda: select(User).where((User.born > date(2000, 1, 2)) & User.born.in_([date(2001, 1, 1)])),  # type: ignore[union-attr, operator]
        "entities",
    ),
    "two_fields": (lambda: select(User).where(User.name == User.city), "entities"),
    "generated_key": (lambda: select(Team).where((Team.id == "12") | (Team.id > 3)), "entities"),  # type: ignore[operator]
    "generated_keys": (lambda: select(Team).where(Team.id.in_(["12", 13])), "entities"),  # type: ignore[attr-defined]
    "raw_text": (
        lambda: select(User).where(text("n.age % $by = 0", by=2)).where(User.active == True),  # noqa: E712
        "entities",
    ),
    "quoted_names": (
        lambda: select(Strange).alias("set").where(Strange.kind == "a").order_by(Strange.place),
        "entities",
    ),
    # hierarchies
    "parent_class": (lambda: select(Location).where(Location.title == "x"), "entities"),
    "child_class": (lambda: select(Country).where(Location.title == "x"), "entities"),
    "field_of_child": (lambda: select(Location).where(City.population > 5), "entities"),  # type: ignore[operator]
    # order and paging
    "order_and_page": (
        lambda: select(User).order_by(User.age).order_by(User.created_at, desc=True).skip(40).limit(20),
        "entities",
    ),
    "order_by_text": (lambda: select(User).alias("u").order_by("u.email DESC, city"), "entities"),
    "distinct": (lambda: select(User).distinct().order_by(User.name), "entities"),
    "scalar": (lambda: select(User).order_by(User.name).limit(5), "scalar"),
    "scalar_without_limit": (lambda: select(User), "scalar"),
    # traversals
    "traverse": (lambda: select(User).traverse(User.friends), "entities"),
    "traverse_rows": (lambda: select(User).alias("u").traverse(User.friends).alias("f"), "rows"),
    "traverse_both_ways": (
        lambda: select(Team).alias("t").traverse(Team.members, optional=False).alias("u").traverse(User.knows).alias("k"),
        "rows",
    ),
    "traverse_edge": (
        lambda: (
            rated().where((Rated.score >= 4.0) & (Rated.day == date(2020, 1, 2)), on="r").where(User.active == True)  # noqa: E712
        ),
        "entities",
    ),
    "traverse_edge_kept": (
        lambda: rated().where(Rated.score >= 4.0, on="r").where(User.active == True),  # noqa: E712
        "rows",
    ),
    "edges": (lambda: rated().return_nodes("u", "m").return_edge("r"), "edges"),
    "edges_without_class": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(User.friends, edge_alias="e", optional=False)
            .alias("f")
            .return_nodes("u", "f")
            .return_edge("e")
        ),
        "edges",
    ),
    "nodes": (lambda: rated().return_nodes("m", "u"), "edges"),
    "several_hops": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(User.friends)
            .alias("f")
            .traverse(User.rated, optional=False)
            .alias("m")
            .where(User.age > 3, on="u")  # type: ignore[operator]
            .where(Movie.year > 1990)  # type: ignore[operator]
            .return_target("u")
        ),
        "rows",
    ),
    "repeat": (
        lambda: (
            select(User).alias("p").where(User.id == "x").repeat(User.parent, min_hops=1, max_hops=5).alias("anc")
        ),
        "entities",
    ),
    "repeat_unbounded": (lambda: select(User).alias("s").repeat(User.knows, min_hops=0).alias("t"), "entities"),
    "required_after_optional": (
        lambda: select(User).alias("u").traverse(User.friends).alias("f").repeat(User.parent).alias("p"),
        "entities",
    ),
    # cuts
    "with": (
        lambda: (
            select(User).alias("u").where(User.active == True).with_("u").traverse(User.friends).alias("f")  # noqa: E712
        ),
        "rows",
    ),
    "with_page": (
        lambda: (
            select(User)
            .alias("u")
            .order_by(User.name)
            .limit(3)
            .with_("u")
            .where(User.age > 2)  # type: ignore[operator]
            .traverse(User.friends)
            .alias("f")
            .limit(7)
        ),
        "entities",
    ),
    "with_optional": (lambda: rated().with_("u", "m").where(Movie.year > 1990), "entities"),  # type: ignore[operator]
    "with_aggregate": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(User.friends)
            .aggregate(count().as_("c"), group_by="u")
            .with_("u", "c")
            .where(text("c > $least", least=2))
            .order_by("c DESC")
        ),
        "entities",
    ),
    # columns
    "project": (lambda: select(User).project(User.name, "n.email", text("toUpper(n.city)").as_("up")), "rows"),
    "project_node": (lambda: rated().project("u.name", "m"), "rows"),
    "project_distinct": (lambda: select(User).project(User.city).distinct().order_by("city"), "entities"),
    "aggregate": (
        lambda: select(User).aggregate(
            count(),
            count(User.name, distinct=True).as_("names"),
            avg(User.age),
            sum_(User.age),
            min_(User.age),
            max_(User.age),
            collect(User.city, distinct=True),
        ),
        "rows",
    ),
    "group_by_property": (
        lambda: select(User).aggregate(count("*").as_("total"), group_by="n.city").order_by("total DESC, n.city"),
        "rows",
    ),
    "group_by_node": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(User.friends)
            .aggregate(count("*").as_("friend_count"), max_(User.age), group_by=["u", "u.city"])
            .order_by("friend_count DESC, u.city")
            .limit(3)
        ),
        "rows",
    ),
    # counts
    "count": (lambda: select(User).where(User.age > 3).order_by(User.name).limit(2), "count"),  # type: ignore[operator]
    "count_distinct": (lambda: rated().distinct(), "count"),
    "count_optional": (rated, "count"),
    "count_projected_distinct": (lambda: select(User).project(User.city, User.age).distinct(), "count"),
    "count_after_with": (lambda: rated().limit(3).with_("m"), "count"),
    # searches
    "fulltext": (
        lambda: (
            FulltextQueryBuilder(None, Post, "graph databases", ["title"])
            .where(Post.published == True)  # noqa: E712
            .order_by(Post.created_at, desc=True)
            .limit(20)
        ),
        "entities",
    ),
    "vector": (
        lambda: VectorQueryBuilder(None, Document, Document.embedding, [0.1, 0.2, 0.3], 10).where(
            Document.active == True  # noqa: E712
        ),
        "text",
    ),
}
