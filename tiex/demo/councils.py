"""The councils of the demonstration: two whose people can be tried out, and others to compare them with."""

from dataclasses import replace

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
    replace(_council(FERNMOOR, "Fernmoor", "unitary", "South West", 184_000, 612.0), name="Fernmoor Borough Council"),
    _council(SALTWICK, "Saltwick", "district", "North East", 96_000, 340.0),
)
HEXBURY = _council("X-HEXB", "Hexbury", "unitary", "South West", 172_000, 590.0)
PENROWAN = _council("X-PENR", "Penrowan", "unitary", "South West", 205_000, 820.0)
STANMOOR = _council("X-STAN", "Stanmoor", "unitary", "South West", 238_000, 610.0)
WRENFORD = _council("X-WREN", "Wrenford", "unitary", "South East", 151_000, 300.0)
CALDERWICK = _council("X-CALD", "Calderwick", "unitary", "North West", 190_000, 420.0)
EASTMERE = _council("X-EAST", "Eastmere", "unitary", "East of England", 224_000, 700.0)
DUNMERE = _council("X-DUNM", "Dunmere", "unitary", "East Midlands", 168_000, 510.0)
THORNWICK = _council("X-THOR", "Thornwick", "district", "North East", 88_000, 410.0)
QUENBY = _council("X-QUEN", "Quenby", "district", "East Midlands", 104_000, 380.0)
MARLCOMBE = _council("X-MARL", "Marlcombe", "district", "South West", 92_000, 460.0)
OAKSTEAD = _council("X-OAKS", "Oakstead", "district", "South East", 118_000, 290.0)
RUSHBY = _council("X-RUSH", "Rushby", "district", "East of England", 101_000, 530.0)
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
