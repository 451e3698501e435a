"""The councils of the demonstration: two whose people can be tried out, and others to compare them with."""

from tiex.domain.councils import Council

FERNMOOR, SALTWICK = "X-FERN", "X-SALT"


def _council(code: str, short_name: str, kind: str, region: str, population: int, area_km2: float) -> Council:
    name = {"district": "District Council", "unitary": "Council"}[kind]
    return Council(
        code=code,
        name=f"{short_name} {name}",
        short_name=short_name,
        gss_code="",
        type=kind,
        nation="England",
        region=region,
        county_code=None,
        population=population,
        area_km2=area_km2,
        starts_on=None,
        ends_on=None,
        replaced_by=(),
    )


COUNCILS = (
    Council(
        code=FERNMOOR,
        name="Fernmoor Borough Council",
        short_name="Fernmoor",
        gss_code="",
        type="unitary",
        nation="England",
        region="South West",
        county_code=None,
        population=184_000,
        area_km2=612.0,
        starts_on=None,
        ends_on=None,
        replaced_by=(),
    ),
    _council(SALTWICK, "Saltwick", "district", "North East", 96_000, 340.0),
)
HEXBURY, PENROWAN, STANMOOR, WRENFORD, CALDERWICK, EASTMERE, DUNMERE = (
    _council(code, name, "unitary", region, population, area)
    for code, name, region, population, area in (
        ("X-HEXB", "Hexbury", "South West", 172_000, 590.0),
        ("X-PENR", "Penrowan", "South West", 205_000, 820.0),
        ("X-STAN", "Stanmoor", "South West", 238_000, 610.0),
        ("X-WREN", "Wrenford", "South East", 151_000, 300.0),
        ("X-CALD", "Calderwick", "North West", 190_000, 420.0),
        ("X-EAST", "Eastmere", "East of England", 224_000, 700.0),
        ("X-DUNM", "Dunmere", "East Midlands", 168_000, 510.0),
    )
)
THORNWICK, QUENBY, MARLCOMBE, OAKSTEAD, RUSHBY = (
    _council(code, name, "district", region, population, area)
    for code, name, region, population, area in (
        ("X-THOR", "Thornwick", "North East", 88_000, 410.0),
        ("X-QUEN", "Quenby", "East Midlands", 104_000, 380.0),
        ("X-MARL", "Marlcombe", "South West", 92_000, 460.0),
        ("X-OAKS", "Oakstead", "South East", 118_000, 290.0),
        ("X-RUSH", "Rushby", "East of England", 101_000, 530.0),
    )
)
NEIGHBOURS = (
    HEXBURY,
    PENROWAN,
    STANMOOR,
    WRENFORD,
    CALDERWICK,
    EASTMERE,
    DUNMERE,
    THORNWICK,
    QUENBY,
    MARLCOMBE,
    OAKSTEAD,
    RUSHBY,
)
DOMAINS = {council.code: f"{council.short_name.lower()}.example" for council in (*COUNCILS, *NEIGHBOURS)}
