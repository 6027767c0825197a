"""The statements whose text is reviewed: every operator, every clause, every thing that is wanted of a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from runic.ogm.cypher.expressions import FilterExpr, avg, collect, count, max_, min_, sum_, text
from runic.ogm.query import (
    FulltextQueryBuilder,
    HybridQueryBuilder,
    QueryBuilder,
    VectorQueryBuilder,
    score,
    select,
)
from tests.unit.query.models import (
    City,
    Country,
    Document,
    Location,
    Movie,
    Post,
    Rated,
    Report,
    Role,
    Shop,
    Strange,
    Team,
    User,
)

__all__ = ["STATEMENTS"]

# typed as Any: to a checker the fields of a class hold values
USER: Any = User
MOVIE: Any = Movie
CITY: Any = City
COUNTRY: Any = Country
TEAM: Any = Team
RATED: Any = Rated
STRANGE: Any = Strange
LOCATION: Any = Location
DOCUMENT: Any = Document
POST: Any = Post
SHOP: Any = Shop

Make = Callable[[], QueryBuilder[Any]]


def field(op: str, value: Any = "x") -> FilterExpr:
    return FilterExpr(User, "name", op, value)


def rated() -> QueryBuilder[Any]:
    return select(User).alias("u").traverse(USER.rated, edge_alias="r").alias("m")


STATEMENTS: dict[str, tuple[Make, str]] = {
    # filters
    "plain": (lambda: select(User), "entities"),
    "where": (lambda: select(User).where(USER.active == True), "entities"),  # noqa: E712
    "where_and_or_not": (
        lambda: (
            select(User)
            .where((USER.role == Role.ADMIN) | (USER.role == Role.MODERATOR))
            .where((USER.age > 18) & ~((USER.city == "Rome") & (USER.active != False)))  # noqa: E712
        ),
        "entities",
    ),
    "operators": (
        lambda: select(User).where(
            (USER.age > 1)
            & (USER.age >= 2)
            & (USER.age < 3)
            & (USER.age <= 4)
            & (USER.age != 5)
            & USER.name.contains("a")
            & USER.name.startswith("b")
            & USER.name.endswith("c")
            & USER.name.matches("d.*")
            & USER.email.is_null()
            & USER.email.is_not_null()
            & USER.name.in_(["e"])
            & USER.name.not_in_(["f"])
        ),
        "entities",
    ),
    "operators_ignoring_case": (
        lambda: select(User).where(
            field("IEXACT") & field("ICONTAINS") & field("ISTARTS WITH") & field("IENDS WITH")
        ),
        "entities",
    ),
    "none_is_null": (lambda: select(User).where((USER.city == None) | (USER.age != None)), "entities"),  # noqa: E711
    "in_with_none": (lambda: select(User).where(~USER.city.in_(["Rome", None])), "entities"),
    "list_contains": (lambda: select(User).where(USER.tags.contains("x")), "entities"),
    "dates": (
        lambda: select(User).where((USER.born > date(2000, 1, 2)) & USER.born.in_([date(2001, 1, 1)])),
        "entities",
    ),
    "two_fields": (lambda: select(User).where(USER.name == USER.city), "entities"),
    "generated_key": (lambda: select(Team).where((TEAM.id == "12") | (TEAM.id > 3)), "entities"),
    "generated_keys": (lambda: select(Team).where(TEAM.id.in_(["12", 13])), "entities"),
    "raw_text": (
        lambda: select(User).where(text("n.age % $by = 0", by=2)).where(USER.active == True),  # noqa: E712
        "entities",
    ),
    "quoted_names": (
        lambda: select(Strange).alias("set").where(STRANGE.kind == "a").order_by(STRANGE.place),
        "entities",
    ),
    "converter_with_function": (
        lambda: select(Shop).where((SHOP.sign == "a") & SHOP.sign.in_(["b", "c"]) & SHOP.sign.not_in_(["d"])),
        "entities",
    ),
    "in_with_function_after_with": (
        lambda: select(Shop).order_by(SHOP.id).limit(3).with_("n").where(SHOP.sign.in_(["b", "c"])),
        "entities",
    ),
    # what relations lead to
    "relation_exists": (lambda: select(User).where(USER.friends.exists() & USER.team.none()), "entities"),
    "relation_of_child": (lambda: select(Country).where(COUNTRY.capital.any()), "entities"),
    "relation_any": (
        lambda: select(User).where(USER.rated.any(RATED.score > 4.0, MOVIE.year < 1995)),
        "entities",
    ),
    "relation_none_or": (
        lambda: select(User).where(USER.knows.none(USER.name == "x") | (USER.age > 3)),
        "entities",
    ),
    "relation_all": (lambda: select(Team).where(TEAM.members.all(USER.age > 17)), "entities"),
    "relation_count": (
        lambda: select(User).where((USER.friends.count() >= 2) & (USER.friends.count(USER.age > 3) != 1)),
        "entities",
    ),
    "relation_nested": (
        lambda: select(Team).where(TEAM.members.any(USER.age > 3, USER.rated.count(MOVIE.year > 1990) > 1)),
        "entities",
    ),
    "relation_after_traversal": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(USER.friends, optional=False)
            .alias("f")
            .where(USER.rated.any(MOVIE.year == 1990), on="u")
            .where(USER.age > 3)
            .where(USER.parent.any(USER.name == USER.city))
        ),
        "rows",
    ),
    "relation_after_with": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(USER.friends, optional=False)
            .alias("f")
            .limit(5)
            .with_("u", "f")
            .where(USER.rated.any(MOVIE.year == 1990))
        ),
        "rows",
    ),
    "relation_column": (
        lambda: (
            select(User)
            .project(USER.name, USER.rated.count(MOVIE.year > 1990).as_("recent"), USER.friends.count())
            .order_by("recent DESC, name")
            .limit(3)
        ),
        "rows",
    ),
    "relation_order": (
        lambda: select(User).order_by(USER.friends.count(), desc=True).order_by(USER.name).limit(3),
        "entities",
    ),
    # hierarchies
    "parent_class": (lambda: select(Location).where(LOCATION.title == "x"), "entities"),
    "child_class": (lambda: select(Country).where(LOCATION.title == "x"), "entities"),
    "field_of_child": (lambda: select(Location).where(CITY.population > 5), "entities"),
    # order and paging
    "order_and_page": (
        lambda: select(User).order_by(USER.age).order_by(USER.created_at, desc=True).skip(40).limit(20),
        "entities",
    ),
    "order_by_text": (lambda: select(User).alias("u").order_by("u.email DESC, city"), "entities"),
    "distinct": (lambda: select(User).distinct().order_by(USER.name), "entities"),
    "scalar": (lambda: select(User).order_by(USER.name).limit(5), "scalar"),
    "scalar_without_limit": (lambda: select(User), "scalar"),
    "slice": (lambda: select(User).order_by(USER.name).skip(5)[10:30], "entities"),
    "ids": (lambda: select(User).where(USER.age > 3).order_by(USER.name).limit(5), "ids"),
    "ids_distinct": (lambda: select(User).traverse(USER.friends).distinct(), "ids"),
    # traversals
    "traverse": (lambda: select(User).traverse(USER.friends), "entities"),
    "traverse_rows": (lambda: select(User).alias("u").traverse(USER.friends).alias("f"), "rows"),
    "traverse_both_ways": (
        lambda: (
            select(Team)
            .alias("t")
            .traverse(TEAM.members, optional=False)
            .alias("u")
            .traverse(USER.knows)
            .alias("k")
        ),
        "rows",
    ),
    "traverse_edge": (
        lambda: (
            rated()
            .where((RATED.score >= 4.0) & (RATED.day == date(2020, 1, 2)), on="r")
            .where(USER.active == True)  # noqa: E712
        ),
        "entities",
    ),
    "traverse_edge_kept": (
        lambda: rated().where(RATED.score >= 4.0, on="r").where(USER.active == True),  # noqa: E712
        "rows",
    ),
    "edges": (lambda: rated().return_nodes("u", "m").return_edge("r"), "edges"),
    "edges_without_class": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(USER.friends, edge_alias="e", optional=False)
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
            .traverse(USER.friends)
            .alias("f")
            .traverse(USER.rated, optional=False)
            .alias("m")
            .where(USER.age > 3, on="u")
            .where(MOVIE.year > 1990)
            .return_target("u")
        ),
        "rows",
    ),
    "repeat": (
        lambda: (
            select(User)
            .alias("p")
            .where(USER.id == "x")
            .repeat(USER.parent, min_hops=1, max_hops=5)
            .alias("anc")
        ),
        "entities",
    ),
    "repeat_unbounded": (
        lambda: select(User).alias("s").repeat(USER.knows, min_hops=0).alias("t"),
        "entities",
    ),
    "required_after_optional": (
        lambda: select(User).alias("u").traverse(USER.friends).alias("f").repeat(USER.parent).alias("p"),
        "entities",
    ),
    # cuts
    "with": (
        lambda: (
            select(User).alias("u").where(USER.active == True).with_("u").traverse(USER.friends).alias("f")  # noqa: E712
        ),
        "rows",
    ),
    "with_page": (
        lambda: (
            select(User)
            .alias("u")
            .order_by(USER.name)
            .limit(3)
            .with_("u")
            .where(USER.age > 2)
            .traverse(USER.friends)
            .alias("f")
            .limit(7)
        ),
        "entities",
    ),
    "with_optional": (lambda: rated().with_("u", "m").where(MOVIE.year > 1990), "entities"),
    "with_aggregate": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(USER.friends)
            .aggregate(count().as_("c"), group_by="u")
            .with_("u", "c")
            .where(text("c > $least", least=2))
            .order_by("c DESC")
        ),
        "entities",
    ),
    # columns
    "project": (
        lambda: select(User).project(USER.name, "n.email", text("toUpper(n.city)").as_("up")),
        "rows",
    ),
    "project_node": (lambda: rated().project("u.name", "m"), "rows"),
    "project_distinct": (lambda: select(User).project(USER.city).distinct().order_by("city"), "entities"),
    "aggregate": (
        lambda: select(User).aggregate(
            count(),
            count(USER.name, distinct=True).as_("names"),
            avg(USER.age),
            sum_(USER.age),
            min_(USER.age),
            max_(USER.age),
            collect(USER.city, distinct=True),
        ),
        "rows",
    ),
    "group_by_property": (
        lambda: (
            select(User).aggregate(count("*").as_("total"), group_by="n.city").order_by("total DESC, n.city")
        ),
        "rows",
    ),
    "group_by_node": (
        lambda: (
            select(User)
            .alias("u")
            .traverse(USER.friends)
            .aggregate(count("*").as_("friend_count"), max_(USER.age), group_by=["u", "u.city"])
            .order_by("friend_count DESC, u.city")
            .limit(3)
        ),
        "rows",
    ),
    # counts
    "count": (lambda: select(User).where(USER.age > 3).order_by(USER.name).limit(2), "count"),
    "count_distinct": (lambda: rated().distinct(), "count"),
    "count_optional": (rated, "count"),
    "count_projected_distinct": (lambda: select(User).project(USER.city, USER.age).distinct(), "count"),
    "count_after_with": (lambda: rated().limit(3).with_("m"), "count"),
    # searches
    "fulltext": (
        lambda: (
            FulltextQueryBuilder(None, Post, "graph databases", ["title"])
            .where(POST.published == True)  # noqa: E712
            .order_by(POST.created_at, desc=True)
            .limit(20)
        ),
        "entities",
    ),
    "vector": (
        lambda: VectorQueryBuilder(None, Document, DOCUMENT.embedding, [0.1, 0.2, 0.3], 10).where(
            DOCUMENT.active == True  # noqa: E712
        ),
        "text",
    ),
    "fulltext_rows": (lambda: FulltextQueryBuilder(None, Document, "graph", index="mine"), "rows"),
    "fulltext_score": (
        lambda: (
            FulltextQueryBuilder(None, Report, "graph")
            .where((score > 0.5) & (DOCUMENT.active == True))  # noqa: E712
            .order_by(score)
        ),
        "entities",
    ),
    "vector_nearest": (
        lambda: VectorQueryBuilder(None, Document, DOCUMENT.embedding, [0.1, 0.2, 0.3], 10),
        "entities",
    ),
    "vector_filtered": (
        lambda: (
            VectorQueryBuilder(None, Document, DOCUMENT.place, [0.1, 0.2, 0.3], 10, candidates=50)
            .where((DOCUMENT.active == True) & (score >= 0.5))  # noqa: E712
            .project(DOCUMENT.id, score)
        ),
        "rows",
    ),
    "vector_child": (
        lambda: VectorQueryBuilder(None, Report, DOCUMENT.embedding, [0.1, 0.2, 0.3], 10, index="mine"),
        "count",
    ),
    "hybrid": (
        lambda: (
            HybridQueryBuilder(
                None, Document, "graph", DOCUMENT.embedding, [0.1, 0.2, 0.3], 5, ["summary", "body"]
            )
            .where((DOCUMENT.active == True) & (score > 0.1))  # noqa: E712
            .limit(3)
        ),
        "rows",
    ),
}
